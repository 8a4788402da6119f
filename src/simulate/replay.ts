/** Replays a transcript through the real code against a real database. */
import { Duration } from 'luxon';
import { parseDocument } from '../domain/document-number.js';
import { isRemoving } from '../domain/outcome.js';
import { VirtualClock } from '../domain/clock.js';
import type { OutboundMessage } from '../channels/port.js';
import { NO_ENTRY, type AcceptedRow } from '../intake/list.js';
import { writeEntries } from '../intake/write-entries.js';
import { writePeople, type ImportRun } from '../intake/write-people.js';
import { chooseProgramme, type Programme } from '../programmes/programme.js';
import { handleEvents } from '../turn/handle.js';
import { nextStop } from '../turn/next-due.js';
import { receive } from '../turn/receive.js';
import type { Services } from '../turn/services.js';
import { ZoneClock } from '../timers/offset.js';
import { taskNumberIn } from '../turn/task-number.js';
import { workUntilDone } from '../turn/work.js';
import { loadAnswers, writtenOf } from './answers.js';
import { fits, type Transcript, type TranscriptStep } from './transcript.js';

export interface Line {
  readonly at: string;
  readonly who: 'vigente' | 'person' | 'note';
  readonly text: string;
}

export interface Replay {
  readonly name: string;
  readonly ok: boolean;
  /** What was said and recorded. */
  readonly lines: readonly Line[];
  readonly problems: readonly string[];
}

export interface Stage {
  readonly services: Services;
  /** Messages sent and not yet looked at; the simulator channel fills it. */
  readonly unread: OutboundMessage[];
}

/** Each transcript has a clock of its own: what is left of others is not due on it, or goes to their people. */
export async function replay({ unread, ...stage }: Stage, transcript: Transcript): Promise<Replay> {
  const clock = new VirtualClock(transcript.clock);
  const programme = chooseProgramme(stage.services.programmes, transcript.programme);
  // The numbers that name no programme are the first one's.
  const programmes = new Map([[programme.id, programme], ...stage.services.programmes]);
  const services: Services = { ...stage.services, clock, programmes };
  const { store } = services;
  unread.splice(0);
  const today = transcript.clock.slice(0, 10);
  const run: ImportRun = {
    services,
    programme,
    importId: `transcript:${transcript.name}`,
    today,
    synthetic: true,
    askAtOnce: true,
    now: clock.now(),
  };
  const rows = rowsOf(transcript, programme);
  const people = await writePeople(run, [...rows, ...listless(transcript, programme)]);
  await people.stored;
  await writeEntries(run, rows, people);
  await loadAnswers(services, programme, transcript);
  const entryIds = rows.map(({ entry }) => `${programme.id}:${entry.identity}`);
  const personIds = [transcript.person, ...transcript.others].map((_, of) => {
    const at = transcript.entries.findIndex((entry) => entry.of === of);
    return people.byLine.get(at < 0 ? LISTLESS + of : at + FIRST_LINE)?.id ?? '';
  });
  const number = transcript.person.phones[0] as string;
  const phones = new Set(
    [
      ...[transcript.person, ...transcript.others].flatMap((each) => each.phones),
      ...transcript.steps.flatMap((step) => ('in' in step && step.from !== undefined ? [step.from] : [])),
    ].map((phone) => store.vault.blindIndex('address', phone)),
  );
  const lines: Line[] = [];
  const problems: string[] = [];
  const tasksSeen = new Set<string>();
  let channel = transcript.channel;
  let sequence = 0;

  const note = (who: Line['who'], text: string) => lines.push({ at: new Date(clock.now()).toISOString(), who, text });
  /** Of the people of the transcript, and of whoever writes from its numbers without being known. */
  const conversationIds = async () => {
    const ids = { person: { $in: personIds } };
    const addresses = { address: { $in: [...phones] } };
    const found = await Promise.all([ids, addresses].map((which) => store.conversations.find(which).toArray()));
    return [...new Set(found.flat().map(({ _id }) => _id))];
  };
  const settle = async () => {
    await workUntilDone(services, { start: true });
    // The stage is shared: what goes to the people of other transcripts is theirs.
    for (let at = unread.length - 1; at >= 0; at -= 1) {
      if (!phones.has(unread[at]?.address ?? '')) unread.splice(at, 1);
    }
    for (const message of unread.slice(heard))
      note(
        'vigente',
        `[${message.channel}] ${message.text}${message.choices.length && message.channel !== 'sms' ? ` {${message.choices.map(({ label }) => label).join(' | ')}}` : ''}`,
      );
    heard = unread.length;
  };
  let heard = 0;
  /** The last number of a request that was told: `$NUMBER` in what is written afterwards. */
  let numberTold = '';
  const nextOut = () => {
    heard = Math.max(0, heard - 1);
    return unread.shift();
  };

  await settle();
  for (const [index, step] of transcript.steps.entries()) {
    const problem = await play(step);
    if (problem) problems.push(`step ${index + 1} (${JSON.stringify(step)}): ${problem}`);
  }
  if (unread.length > 0)
    problems.push(
      `at the end ${unread.length} message(s) nobody expected: ${unread.map(({ text }) => text).join(' / ')}`,
    );
  return { name: transcript.name, ok: problems.length === 0, lines, problems };

  async function play(step: TranscriptStep): Promise<string | null> {
    if ('in' in step) {
      channel = step.channel ?? unread.at(-1)?.channel ?? channel;
      const said =
        typeof step.in === 'string'
          ? { text: step.in.replace('$NUMBER', numberTold) }
          : 'button' in step.in
            ? { choice: step.in.button }
            : { media: step.in.media };
      note('person', said.text ?? JSON.stringify(step.in));
      clock.advanceTo(clock.now() + 60_000);
      sequence += 1;
      const address = store.vault.blindIndex('address', step.from ?? number);
      const saidAt = clock.now() - (step.lateBy ?? 0) * 1000;
      await receive(services, [
        {
          id: `${channel}:${transcript.name}:${sequence}`,
          channel,
          address,
          saidAt,
          said: { channel, text: null, choice: null, media: null, ...said },
        },
      ]);
      await settle();
      return null;
    }
    if ('wait' in step) {
      const until = clock.now() + Duration.fromISO(step.wait).toMillis();
      // What is due is met in its order, as a worker that looks every second would.
      while (clock.now() < until) {
        clock.advanceTo(await nextStop(services, until));
        await settle();
      }
      return null;
    }
    if ('out' in step) {
      const message = nextOut();
      if (!message) return 'nothing was sent';
      numberTold = taskNumberIn(message.text) ?? numberTold;
      if (!fits(step.out, message)) return `was sent: ${message.text}`;
      if (step.channel && message.channel !== step.channel) return `was sent by ${message.channel}`;
      const labels = message.choices.map(({ label }) => label);
      if (step.choices && JSON.stringify(labels) !== JSON.stringify(step.choices))
        return `offered: ${labels.join(' | ')}`;
      channel = message.channel;
      return null;
    }
    if ('outcome' in step) {
      const entry = await store.entries.findOne({ _id: entryIds[step.outcome.entry] ?? '' });
      const is = entry?.outcome?.is ?? null;
      note('note', `entry ${step.outcome.entry}: ${is}`);
      return is === step.outcome.is ? null : `is ${is}`;
    }
    if ('proposed' in step) {
      const open = await store.proposals.findOne({ entry: entryIds[step.proposed.entry] ?? '', state: 'proposed' });
      if (open && !isRemoving(open.is)) return `proposes ${open.is}`;
      return (open !== null) === step.proposed.is ? null : open ? 'is proposed' : 'is not proposed';
    }
    if ('task' in step) {
      const theirs = [{ conversation: { $in: await conversationIds() } }, { person: { $in: personIds } }];
      const found = await Promise.all(theirs.map((which) => store.deskTasks.find(which).toArray()));
      const tasks = found.flat().filter(({ queue }) => queue === step.task);
      const task = tasks.find(({ _id }) => !tasksSeen.has(_id));
      if (!task) return 'there is no such task';
      tasksSeen.add(task._id);
      note('note', `task: ${task.queue} (${task.reason})`);
      return null;
    }
    if ('appointment' in step) {
      const today = ZoneClock.of(programme.zone).day(clock.now());
      const [next = null] = (
        await store.appointments.find({ person: personIds[step.of ?? 0] ?? '', on: { $gte: today } }).toArray()
      )
        .filter(({ state }) => state === 'booked')
        .map(({ on, at }) => ({ on, at: at ?? '' }))
        .sort((a, b) => (`${a.on} ${a.at}` < `${b.on} ${b.at}` ? -1 : 1));
      note('note', `next appointment: ${next ? `${next.on} ${next.at}` : 'none'}`);
      return JSON.stringify(next) === JSON.stringify(step.appointment) ? null : `is ${JSON.stringify(next)}`;
    }
    if ('suppressed' in step) {
      const address = store.vault.blindIndex('address', number);
      const id = {
        number: `number:${address}`,
        person: `person:${personIds[0]}`,
        pair: `pair:${address}:${personIds[0]}`,
      }[step.suppressed];
      return (await store.suppressions.findOne({ _id: id })) ? null : 'is not suppressed';
    }
    if ('closed' in step) {
      const entry = entryIds[step.closed.entry] ?? '';
      await store.entries.updateOne({ _id: entry }, { $set: { state: 'closed' } });
      const live = await store.conversations.find({ person: { $in: personIds }, live: true }).toArray();
      const at = clock.now();
      await handleEvents(
        services,
        live.map(({ _id }) => ({
          conversation: _id,
          event: { kind: 'entryClosed' as const, eventId: `closed:${entry}`, at, entry },
        })),
      );
      await settle();
      return null;
    }
    return unread.length === 0 ? null : `was sent: ${unread[0]?.text}`;
  }
}

/** A file's first line names its columns. */
const FIRST_LINE = 2;
/** Lines of people who have no entry, after those of any transcript. */
const LISTLESS = 1000;

function personOf(person: Transcript['person'], { country }: Programme): Pick<AcceptedRow, 'person' | 'contacts'> {
  const document = parseDocument(country, writtenOf(person));
  if (!document.ok) throw new RangeError(`${writtenOf(person)} is no document of ${country}: ${document.problem}`);
  return {
    person: {
      document: document.value, names: person.names, surname: person.surname, secondSurname: '', birthDate: person.birthDate, sex: 2, insurer: 1,
      prais: false, region: 13, commune: person.commune || '13101', city: '', rurality: 1, street: '', streetNumber: '', addressRest: '',
    },
    contacts: person.phones.map((value) => ({ kind: 'mobile' as const, value, raw: value, rule: 'plain', shared: false, column: 'FONO_MOVIL' as const })),
  }; // prettier-ignore
}

function rowsOf(transcript: Transcript, programme: Programme): AcceptedRow[] {
  const people = [transcript.person, ...transcript.others];
  return transcript.entries.map(
    (entry, index): AcceptedRow => ({
      line: index + FIRST_LINE,
      ...personOf(people[entry.of] ?? transcript.person, programme),
      entry: {
        identity: `sigte:${transcript.name}-${index}`, sigteId: '', localId: '', type: entry.type as 1, careCode: entry.careCode, plane: '', limb: '',
        careLabel: '', enteredOn: entry.enteredOn, healthService: entry.healthService, origin: '', destination: '', exitedOn: null, exitCause: null,
        appointmentOn: entry.appointmentOn, suspicion: '', diagnosis: '', result: '', requestedBy: '',
      },
    }),
  ); // prettier-ignore
}

/** People whom the service knows and who are on no list. */
function listless(transcript: Transcript, programme: Programme): AcceptedRow[] {
  const people = [transcript.person, ...transcript.others];
  return people.flatMap((person, of) =>
    !person.known || transcript.entries.some((entry) => entry.of === of)
      ? []
      : [{ line: LISTLESS + of, ...personOf(person, programme), entry: NO_ENTRY }],
  );
}
