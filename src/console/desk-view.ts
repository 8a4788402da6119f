/** What an operator sees of the person before them. */
import { callable, standingOf } from '../desk/attempts.js';
import { scriptOf } from '../desk/script.js';
import { keyFor, readNote } from '../desk/tasks.js';
import type { Programme } from '../programmes/programme.js';
import type { DeskClaimDoc, DeskTaskDoc } from '../store/documents.js';
import { firstNameOf, loadPersons, type KnownPerson } from '../store/loadConversations.js';
import { talkOf } from '../store/queries/talkOf.js';
import { zoneOf } from '../programmes/zones.js';
import type { Services } from '../turn/services.js';
import { phoneLines } from '../web/chat-lines.js';
import { CHANNEL_WORDS, EXPECTS, MOMENTS, reasonWords, RESULT_WORDS } from './desk-words.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';
import { filesView } from './sent-files.js';
import { QUEUE_WORDS } from './words.js';

const LINES = 40;

export async function taskView(
  services: Services,
  programme: Programme,
  task: DeskTaskDoc,
  claim: DeskClaimDoc | null,
) {
  const { store } = services;
  const person = task.person ? ((await loadPersons(store, [task.person])).get(task.person) ?? null) : null;
  const zone = person ? zoneOf(programme, person.doc) : programme.zone;
  const script = claim?.call ? await scriptOf(services, claim.call.conversation) : null;
  // Before it is proved who speaks nobody has to know more than whom to ask for.
  const proved = script !== null && script.assurance >= 2;
  const entry = proved && script.entry ? await store.entries.findOne({ _id: script.entry }) : null;
  return {
    id: task._id,
    queue: say(QUEUE_WORDS[task.queue]),
    red: task.queue === 'emergency' || task.queue === 'sameDay',
    reason: say(reasonWords(task.reason)),
    since: dayAndTime(task.at, zone),
    due: dayAndTime(task.dueAt, zone),
    programme: programme.name,
    caller: programme.official.find(({ use, state }) => use === 'outgoingCalls' && state === 'live')?.number ?? null,
    name: person ? `${firstNameOf(person.secret.names)} ${firstNameOf(person.secret.surname)}` : say('Sin identificar'),
    numbers: person ? numbersOf(person) : [],
    rule: person ? ruleOf(programme, person) : null,
    tries: await triesOf(services, task, zone),
    notes: await notesOf(services, task, zone),
    files: await filesView(services, task, '/console/desk/task/files', zone),
    talk: person ? await talkView(services, person, zone) : [],
    moments: script && !script.over ? MOMENTS.filter(({ before, after }) => !(before && proved) && !(after && !proved)).map((each) => ({ ...each, label: say(each.label) })) : [],
    // Not `script`: the layout takes that for a file to load.
    speak: script && {
      ...script,
      hint: script.expects ? say(EXPECTS[script.expects] ?? 'Lo que responde') : null,
      meanwhile: script.meanwhile.map(({ channel, text }) => ({ channel: say(CHANNEL_WORDS[channel]), text })),
      about: entry && { folio: entry.sigteId, care: entry.careCode, entered: entry.enteredOn, place: programme.placeName(entry.healthService) },
    },
  }; // prettier-ignore
}

function numbersOf({ doc, secret }: KnownPerson) {
  const left = new Set(callable(doc));
  return doc.contacts.flatMap((contact, index) =>
    left.has(contact)
      ? [
          {
            address: contact.address,
            value: secret.contacts[index]?.value ?? '',
            kind: say(contact.kind === 'landline' ? 'fijo' : 'móvil'),
            known: contact.status === 'validated' || contact.status === 'reachable',
          },
        ]
      : [],
  );
}

function ruleOf(programme: Programme, { doc }: KnownPerson) {
  const { attempts, days, channels, met } = standingOf(programme, doc);
  return {
    attempts: `${attempts.done} / ${attempts.of}`,
    next: attempts.done + 1,
    of: attempts.of,
    days: `${days.done.length} / ${days.of}`,
    which: days.done.map((day) => day.split('-').reverse().join('-')).join(' · '),
    channels: `${channels.done.map((each) => say(CHANNEL_WORDS[each])).join(', ') || '—'} (${channels.done.length} / ${channels.of})`,
    met,
  };
}

async function triesOf({ store }: Services, { person, _id }: DeskTaskDoc, zone: string) {
  const rows = await store.callAttempts
    .find(person ? { person } : { task: _id })
    .sort({ at: -1 })
    .limit(10)
    .toArray();
  return rows.map(({ at, by, result, code, callBackAt }) => ({
    at: dayAndTime(at, zone),
    by,
    result: say(RESULT_WORDS[result]),
    code,
    callBackAt: callBackAt ? dayAndTime(callBackAt, zone) : null,
  }));
}

async function notesOf({ store }: Services, task: DeskTaskDoc, zone: string) {
  const key = await keyFor(store, task);
  if (!key) return [];
  const { question, notes = [] } = task;
  const all = [
    ...notes.map((each) => ({ ...each, what: '' })),
    ...(question ? [{ ...question, what: say('Pregunta') }] : []),
    ...(question?.decision ? [{ ...question.decision, what: say('Decisión') }] : []),
  ];
  return all
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((each) => ({ at: dayAndTime(each.at, zone), by: each.by, what: each.what, text: readNote(key, each) }));
}

/** What an operator clicked reads as what they heard. */
const CLICKED = new Map(MOMENTS.map(({ id, label }) => [`▸ ${id}`, label]));

export async function talkView({ store }: Pick<Services, 'store'>, person: KnownPerson, zone: string) {
  const clicked = new Map([...CLICKED].map(([id, label]) => [id, say(label)]));
  return phoneLines(await talkOf(store, person, LINES)).map(({ by, channel, text, at }) => ({
    mine: by === 'person',
    text: clicked.get(text) ?? text,
    at: dayAndTime(at, zone),
    channel: say(CHANNEL_WORDS[channel as keyof typeof CHANNEL_WORDS] ?? channel),
  }));
}
