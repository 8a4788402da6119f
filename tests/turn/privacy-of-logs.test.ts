import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openLog, type Log } from '../../src/log.js';
import { PATHS } from '../../src/paths.js';
import { replay } from '../../src/simulate/replay.js';
import { readTranscript, type Transcript } from '../../src/simulate/transcript.js';
import { startWorker } from '../../src/turn/worker.js';
import { Switchboard } from '../../src/channels/port.js';
import { simulator } from '../../src/channels/simulator.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';

/** Everything logged, as it would be written: the real logger, most talkative, into memory. */
const lines: string[] = [];
const log: Log = openLog('trace', { write: (line: string) => void lines.push(line) });
let stage: TestStage;
let transcripts: Transcript[] = [];
beforeAll(async () => {
  stage = await TestStage.open({ log });
  const folder = join(PATHS.root, 'tests', 'transcripts');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  // A dozen of them, spread over all: the whole set is replayed by its own test.
  const every = Math.max(1, Math.floor(files.length / 12));
  transcripts = await Promise.all(
    files.filter((_, at) => at % every === 0).map((name) => readTranscript(join(folder, name))),
  );
});
afterAll(() => stage.close());

/** Names, numbers and words of a transcript's people. */
function secretsOf({ person, others, steps }: Transcript): string[] {
  const people = [person, ...others].flatMap(({ run, document, names, surname, phones }) => {
    const written = run ?? document ?? '';
    return [
    written, written.replace(/\D/g, '').slice(0, -1), ...names.split(' '), surname, ...phones, ...phones.map((phone) => phone.slice(-8)),
  ]; }); // prettier-ignore
  const words = steps.flatMap((step) => ('in' in step && typeof step.in === 'string' ? [step.in] : []));
  return [...people, ...words].filter((secret) => secret.length >= 4);
}

describe('the log of whole transcripts', () => {
  it('holds no number, name or word of a patient', async () => {
    for (const transcript of transcripts) await replay({ ...stage, unread: stage.sent } as never, transcript);
    // And of what goes wrong: a channel that fails with the patient's words in its error, a worker over it.
    const failing = {
      ...simulator(() => undefined), id: 'bad', carries: ['sms'] as const,
      send: ({ to, text }: { to: string; text: string }) => Promise.reject(new Error(`${to}: ${text}`)),
    }; // prettier-ignore
    const someone = patient();
    await stage.add(someone);
    const worker = startWorker(stage.also({ switchboard: new Switchboard([failing]) }), { start: () => true });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await worker.stop();
    const written = lines.join('');
    const secrets = [...transcripts.flatMap(secretsOf), ...someone.phones, ...someone.names.split(' ')];
    expect(secrets.length).toBeGreaterThan(50);
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
    // Not because nothing is logged at all.
    expect(written).toContain('a send failed midway');
  });
});
