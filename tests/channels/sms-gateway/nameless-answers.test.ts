import { describe, expect, it } from '@jest/globals';
import { readGatewayFile } from '../../../src/channels/sms-gateway/in-file.js';
import { NOW } from './message.js';

const FILE = 'number;text\n+56961234567;1\n+56961234567;1\n';
const TIMED = 'number;text;at\n+56961234567;1;2026-11-25T13:00:00Z\n';

function idsOf(name: string, content: string, idKey = Buffer.alloc(32, 1)): readonly string[] {
  const reading = { now: Date.parse(NOW), country: 'CL', idKey } as const;
  const { events } = readGatewayFile(name, Buffer.from(content), reading);
  return events.flatMap((event) => ('messageId' in event ? [event.messageId] : []));
}

describe('an answer in a file that gives it no id', () => {
  it('counts as often as it was given: on another line, in another file', () => {
    expect(new Set([...idsOf('monday.csv', FILE), ...idsOf('friday.csv', FILE)]).size).toBe(4);
  });

  it('counts once when its file comes again', () => {
    expect(idsOf('monday.csv', FILE)).toEqual(idsOf('monday.csv', FILE));
  });

  it('counts once in two files when its time is the same to the second', () => {
    expect(idsOf('monday.csv', TIMED)).toEqual(idsOf('friday.csv', TIMED));
    const toTheMinute = TIMED.replace(':00Z', 'Z');
    expect(idsOf('monday.csv', toTheMinute)).not.toEqual(idsOf('friday.csv', toTheMinute));
  });

  it('has an id that leads back to nobody without the key', () => {
    expect(idsOf('monday.csv', TIMED)).not.toEqual(idsOf('monday.csv', TIMED, Buffer.alloc(32, 2)));
  });
});
