import { describe, expect, it } from '@jest/globals';
import { readGatewayFile } from '../../../src/channels/sms-gateway/in-file.js';
import { NOW } from './message.js';

const reading = { now: Date.parse(NOW), country: 'CL', idKey: 'key' } as const;
/** From whom, what, and the lines that were left out. */
function read(content: string) {
  const { events, problems } = readGatewayFile('a.csv', Buffer.from(content), reading);
  return {
    said: events.flatMap((event) => ('text' in event ? [[event.from?.slice(-1), event.text, event.kind]] : [])),
    leftOut: problems.map(({ line }) => line),
  };
}
const HEADER = 'message_id;number;text';
const person = (n: number, text: string): string => `${n};+5696123456${n};${text}`;
const file = (...lines: string[]): string => `${[HEADER, ...lines].join('\n')}\n`;

describe('a quote that a person typed', () => {
  it('takes no words and no STOP from the next person', () => {
    expect(read(file(person(1, '"Si'), person(2, '"STOP'), person(3, 'No')))).toEqual({
      said: [['1', '"Si', 'inbound'], ['2', '"STOP', 'optOut'], ['3', 'No', 'inbound']],
      leftOut: [],
    }); // prettier-ignore
  });

  it('loses no answer when it is never closed', () => {
    expect(read(file(person(1, 'Sí'), person(2, '"No'), person(3, '1')))).toMatchObject({
      said: [['1', 'Sí'], ['2', '"No'], ['3', '1']].map((each) => [...each, 'inbound']),
      leftOut: [],
    }); // prettier-ignore
  });

  it('is part of the words when they go on behind it', () => {
    expect(read(file(person(1, '"Sí" dijo mi hija'), person(2, 'No'))).said).toEqual([
      ['1', '"Sí" dijo mi hija', 'inbound'],
      ['2', 'No', 'inbound'],
    ]);
  });

  it('leaves out only the lines that cannot be read by themselves', () => {
    expect(read(file(person(1, '"Si'), 'gracias', person(2, '"Baja'), person(3, 'No')))).toEqual({
      said: [['1', '"Si', 'inbound'], ['2', '"Baja', 'optOut'], ['3', 'No', 'inbound']],
      leftOut: [3],
    }); // prettier-ignore
  });
});

describe('a quoted text of several lines', () => {
  it('is one answer, with quotes, separators and empty lines in it', () => {
    const text = '"Sí; la ""necesito""\r\n\r\n1 de 2, gracias"';
    expect(read(`${HEADER};at\r\n${person(1, text)};\r\n${person(2, 'No')};\r\n`)).toEqual({
      said: [['1', 'Sí; la "necesito"\n\n1 de 2, gracias', 'inbound'], ['2', 'No', 'inbound']],
      leftOut: [],
    }); // prettier-ignore
  });

  // Two people with a stray quote each, or one who wrote another's line into an answer: nobody can tell, so nobody is believed.
  it.each([
    ['semicolons', file(person(1, '"Si'), person(2, 'STOP'), person(3, 'No"'), person(4, 'Sí'))],
    ['commas', file(person(1, '"Si'), person(2, 'STOP'), person(3, 'No"'), person(4, 'Sí')).replaceAll(';', ',')],
    ['a name for a number', file(person(1, '"Si'), '2;ENTEL;Promo', '3;ENTEL;Promo"', person(4, 'Sí'))],
    ['the text first', 'text;number\n"Si;+56961234561\nNo;+56961234562\nNo";+56961234563\nSí;+56961234564\n'],
  ])('with what looks like the line of another is left out whole, with %s', (_, content) => {
    expect(read(content)).toEqual({ said: [['4', 'Sí', 'inbound']], leftOut: [2, 3, 4] });
  });

  it('ends somewhere, however long the file is', () => {
    const plain = Array.from({ length: 20_000 }, (_, n) => `x${n};+56961234569;""""""`);
    const { said, leftOut } = read(file(...plain.map((line) => `${line}"`), person(1, 'No')));
    expect(said.length + leftOut.length).toBe(20_001);
    expect(said.at(-1)).toEqual(['1', 'No', 'inbound']);
  });
});
