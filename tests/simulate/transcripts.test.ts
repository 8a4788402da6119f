import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStage } from '../../src/simulate/stage.js';
import { replay, type Stage } from '../../src/simulate/replay.js';
import { fits, readTranscript, transcriptSchema } from '../../src/simulate/transcript.js';
import { quiet, testConfig } from '../support/config.js';

const folder = fileURLToPath(new URL('../transcripts', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

let stage: Stage & { stop(): Promise<void> };
beforeAll(async () => {
  stage = await openStage(testConfig(), quiet);
});
afterAll(() => stage.stop());

describe('transcripts', () => {
  it.each(files)('%s goes as written', async (file) => {
    const result = await replay(stage, await readTranscript(join(folder, file)));
    expect(result.problems).toEqual([]);
  });

  it('fail when something else is said than was written', async () => {
    const transcript = await readTranscript(join(folder, 'confirm-need.still-needs.json'));
    const steps = transcript.steps.map((step) => ('out' in step ? { ...step, out: 'something else' } : step));
    const moved = { ...transcript.person, run: '15123456-4', phones: ['+56961999991'] };
    const result = await replay(stage, { ...transcript, name: 'changed', person: moved, steps });
    expect(result.ok).toBe(false);
  });

  it('are described by the schema in docs', () => {
    const written = readFileSync(fileURLToPath(new URL('../../docs/transcript.schema.json', import.meta.url)), 'utf8');
    expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(transcriptSchema())));
  });

  it('read /…/ as a pattern and anything else as a part of the text', () => {
    const message = { text: 'Anotado. Gracias, Maria.' } as Parameters<typeof fits>[1];
    expect(fits('/^Anotado.*Maria/', message)).toBe(true);
    expect(fits('Gracias', message)).toBe(true);
    expect(fits('gracias', message)).toBe(false);
  });
});
