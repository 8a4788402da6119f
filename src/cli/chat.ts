import { createInterface } from 'node:readline/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openApp } from '../app.js';
import { simulator } from '../channels/simulator.js';
import { UserError } from '../domain/failure.js';
import { chooseProgramme } from '../programmes/programme.js';
import { loadDemonstration } from '../simulate/demonstration.js';
import { loadSample } from '../simulate/sample.js';
import { anyPatient, begin, patientByDocument, write } from '../simulate/play.js';
import { replay } from '../simulate/replay.js';
import { openStage } from '../simulate/stage.js';
import { readTranscript } from '../simulate/transcript.js';
import { talkOf } from '../store/queries/talkOf.js';
import { CHANNELS, type Channel } from '../domain/channel.js';
import type { CommandContext } from './context.js';

interface Options {
  readonly programme?: string;
  readonly person?: string;
  readonly channel?: string;
  readonly script?: readonly string[];
}

export function addChat(program: Command, context: () => CommandContext): void {
  program
    .command('chat')
    .description('be an invented patient, here in the terminal; or replay transcripts')
    .option('--programme <id>', 'the programme')
    .option('--person <document>', 'who to be (default: somebody who was not asked yet)')
    .option('--channel <channel>', `answer over: ${CHANNELS.join(', ')}`)
    .option('--script <files...>', 'transcript files to replay; exit 1 when one does not go as written')
    .action(async (options: Options) => {
      if (options.channel !== undefined && !(CHANNELS as readonly string[]).includes(options.channel)) {
        throw new UserError(
          'channel-unknown',
          `There is no channel "${options.channel}".`,
          `Known: ${CHANNELS.join(', ')}`,
        );
      }
      if (options.script) await replayAll(context(), options.script);
      else await converse(context(), options);
    });
}

async function replayAll({ config, output }: CommandContext, files: readonly string[]): Promise<void> {
  const transcripts = await Promise.all(files.map(readTranscript));
  const stage = await openStage(config, output.say);
  try {
    const replays = [];
    for (const transcript of transcripts) replays.push(await replay(stage, transcript));
    const failed = replays.filter(({ ok }) => !ok);
    const shown = replays.length === 1 || failed.length > 0 ? (failed.length > 0 ? failed : replays) : [];
    output.result({ passed: replays.length - failed.length, failed: failed.length, replays }, () =>
      [
        ...shown.map(({ name, lines, problems }) =>
          [
            `── ${name}`,
            ...lines.map(({ at, who, text }) => `${at.slice(0, 16)} ${who.padEnd(7)} ${text}`),
            ...problems.map((problem) => `WRONG ${problem}`),
          ].join('\n'),
        ),
        `${replays.length - failed.length} passed, ${failed.length} failed`,
      ].join('\n'),
    );
    if (failed.length > 0)
      throw new UserError(
        'transcript-failed',
        `${failed.length} of ${replays.length} transcripts did not go as written.`,
        '',
        1,
      );
  } finally {
    await stage.stop();
  }
}

/** Words are words; a number chooses an answer, as by SMS; an empty line waits; :voz sends a voice note, :salir ends. */
async function converse({ config, output }: CommandContext, options: Options): Promise<void> {
  const app = await openApp(config, { say: output.say, ports: [simulator(() => {})], anyHour: true });
  try {
    const { services } = app;
    const programme = chooseProgramme(
      services.programmes,
      options.programme,
      options.programme === undefined ? 'asks' : 'any',
    );
    if (programme.cadence.length > 0)
      await loadDemonstration(services, programme, join(programme.folder, 'sample', 'list.csv'), output.say);
    else await loadSample(services, programme, output.say);
    const person = options.person
      ? await patientByDocument(services, programme, options.person)
      : await anyPatient(services, programme);
    output.say(
      `You are ${person.secret.names} ${person.secret.surname}, ${person.doc.documentType} ${person.secret.documentNumber}, born ${person.secret.birthDate} (invented).`,
    );
    output.say('Write, or choose by number. :voz sends a voice note, :salir ends.');
    await begin(services, person);
    const shown = new Set<string>();
    let choices: readonly { readonly id: string; readonly label: string }[] = [];
    const show = async () => {
      for (const line of await talkOf(services.store, person)) {
        if (shown.has(line.id)) continue;
        shown.add(line.id);
        if (line.by === 'person') continue;
        choices = line.choices;
        const listed = line.channel === 'sms' ? [] : line.choices; // an SMS has its digits in the text
        process.stdout.write(
          `\n[${line.channel}] ${line.text}\n${listed.map(({ label }, index) => `  ${index + 1} ${label}`).join('\n')}${listed.length > 0 ? '\n' : ''}`,
        );
      }
    };
    await show();
    process.stdout.write('> ');
    // Made only now: a line that is read before anybody asks for it is lost (`printf … | vigente chat`).
    for await (const typed of createInterface({ input: process.stdin, output: process.stdout })) {
      const text = typed.trim();
      if (text === ':salir') break;
      const choice = /^\d$/.test(text) ? (choices[Number(text) - 1]?.id ?? null) : null;
      if (text === ':voz')
        await write(
          services,
          person,
          { text: null, choice: null, media: 'voice' },
          options.channel as Channel | undefined,
        );
      else if (text !== '')
        await write(
          services,
          person,
          { text: choice ? null : text, choice, media: null },
          options.channel as Channel | undefined,
        );
      await show();
      process.stdout.write('> ');
    }
  } finally {
    await app.stop();
  }
}
