/** What `vigente dialogs check` proves (DESIGN §4): endings, states, texts, and that STOP, a person and danger work everywhere. */
import type { DialogEntry, Topic, WhatsappLeave } from '../../dialogs/context.js';
import { bookStates } from '../../dialogs/book.js';
import { dialogs, type DialogId } from '../../dialogs/index.js';
import { may } from '../domain/assurance.js';
import type { Appointment } from '../domain/appointment.js';
import type { PlaceOffer } from '../domain/booking.js';
import { CHANNELS, type Channel } from '../domain/channel.js';
import type { Say } from '../domain/effect.js';
import type { Locale } from '../domain/meaning.js';
import { isRemoving } from '../domain/outcome.js';
import type { Programme } from '../programmes/programme.js';
import { segmentsOf } from '../words/gsm7.js';
import { LONGEST_MOMENT, render } from '../words/render.js';
import { withWording, wordingsOf } from '../words/wording.js';
import type { Words } from '../words/words.js';
import { menuForUnknown } from '../programmes/requests.js';
import { checkSenders } from './senders.js';
import { walk, type Edge } from './walk.js';

export interface Failure {
  readonly dialog: string;
  readonly where: string;
  readonly what: string;
}

export interface CheckResult {
  readonly dialogs: readonly {
    readonly id: string;
    readonly version: number;
    readonly states: number;
    readonly paths: number;
    readonly outcomes: readonly string[];
    readonly locales: readonly Locale[];
  }[];
  readonly texts: number;
  readonly maxSmsSegments: number;
  readonly failures: readonly Failure[];
}

/** WhatsApp: body 1,024, three reply buttons of 20, or a list of ten rows of 24 (DOMAIN §3). */
const WHATSAPP = { body: 1024, buttons: 3, button: 20, rows: 10, row: 24 };

/** `ids` — the dialogs to walk; all of them unless told. */
export function checkDialogs(
  programmes: ReadonlyMap<string, Programme>,
  words: Words,
  ids: readonly DialogId[] = Object.keys(dialogs) as DialogId[],
): CheckResult {
  const failures: Failure[] = [];
  const seen = new Set<string>();
  let maxSmsSegments = 0;
  const fail = (dialog: string, where: string, what: string) => {
    const id = `${dialog}|${where}|${what}`;
    if (!seen.has(id)) failures.push({ dialog, where, what });
    seen.add(id);
  };
  const rendered = new Set<string>();

  const summaries = ids.map((id) => {
    const outcomes = new Set<string>();
    const states = new Set<string>();
    let paths = 0;
    for (const programme of programmes.values()) {
      if (!uses(programme, id)) continue;
      for (const [most, channels] of channelsByMost(programme)) {
        for (const course of coursesOf(id)) {
          const input = {
            whatsapp: course.whatsapp,
            topic: course.topic,
            firstName: LONGEST_NAME,
            entries: longestEntries(programme, course.needs, course.appointments),
            channel: channels[0] as Channel,
            maxEntries: most,
            assurance: course.unverified ? (2 as const) : (0 as const),
            ...(course.unverified ? { unverified: true as const } : {}),
            ...(course.asksNotice ? { asksNotice: true } : {}),
            ...(course.portal ? { portal: true as const } : {}),
            menu: id === 'unknown-writer' ? menuForUnknown(programme) : programme.menu,
            ...(course.offers
              ? {
                  placeOffer: course.offers,
                  wish: {
                    kind: 'new' as const,
                    agenda: course.offers.agenda,
                    slots: [course.offers.slot],
                    slot: course.offers.slot,
                    pages: 0,
                  },
                }
              : {}),
            ...(course.reminds ? { choosable: [course.reminds], assurance: 0 as const } : {}),
            ...(id === 'check-in' && programme.checkIns[0]
              ? { form: { request: programme.checkIns[0], answers: [] } }
              : {}),
          };
          const walked = walk(id, input, programme.requests);
          paths += walked.paths;
          for (const state of walked.states) states.add(state);
          for (const edge of walked.edges) {
            for (const problem of problemsOf(edge)) fail(id, whereOf(edge), problem);
            for (const effect of edge.effects)
              if (effect.type === 'record' && effect.fact === 'outcome') outcomes.add(effect.is);
            const says = edge.effects.filter((effect) => effect.type === 'say');
            const key = JSON.stringify([programme.id, most, says]);
            if (says.length === 0 || rendered.has(key)) continue;
            rendered.add(key);
            for (const channel of channels) {
              for (const [wording, said, spoken] of wordings(words, programme)) {
                const { problems, segments } = fitting(says, channel, spoken, said);
                maxSmsSegments = Math.max(maxSmsSegments, segments);
                for (const problem of problems)
                  fail(id, `${whereOf(edge)} [${programme.id} ${spoken.locale} ${channel}${wording}]`, problem);
              }
            }
          }
        }
      }
    }
    const declared = Object.keys(dialogs[id].machine.states);
    // Transient states are passed through within one step and never rested in.
    const transient = declared.filter(
      (name) =>
        (dialogs[id].machine.states as unknown as Record<string, { always?: readonly unknown[] }>)[name]?.always
          ?.length,
    );
    for (const name of declared)
      if (
        !states.has(name) &&
        !transient.includes(name) &&
        !onlyByList(name) &&
        !needsSomebody(id, name) &&
        !needsForms(id, name)
      )
        fail(id, name, 'is never reached');
    const locales = [
      ...new Set([...programmes.values()].filter((programme) => uses(programme, id)).flatMap(({ locales }) => locales)),
    ].filter((locale) => words.locales.includes(locale));
    return {
      id,
      version: dialogs[id].version,
      states: declared.length,
      paths,
      outcomes: [...outcomes].sort(),
      locales,
    };
  });
  for (const programme of programmes.values())
    for (const { dialog, where, what } of checkSenders(programme, words)) fail(dialog, where, what);
  return { dialogs: summaries, texts: words.size, maxSmsSegments, failures };
}

/** Whoever writes first is answered everywhere; only a programme with a cadence begins a conversation. */
const uses = ({ cadence, checkIns, reminders, freedPlaces }: Programme, id: DialogId): boolean =>
  id === 'place'
    ? freedPlaces !== null
    : id === 'remind'
      ? reminders !== null
      : id === 'check-in'
        ? checkIns.length > 0
        : id === 'call' || id === 'help' || id === 'unknown-writer' || cadence.length > 0;

/** The ordinary words and those of every wording that is written, in each language of the programme. */
const wordings = (words: Words, programme: Programme): [string, Words, Programme][] =>
  programme.locales.flatMap((locale) => {
    const spoken = { ...programme, locale };
    return [
      ['', words, spoken] as [string, Words, Programme],
      ...wordingsOf(words, locale).map((name): [string, Words, Programme] => [
        `@${name}`,
        withWording(words, name),
        spoken,
      ]),
    ];
  });

interface CourseOf {
  readonly topic: Topic;
  readonly needs: number;
  readonly appointments: number;
  readonly whatsapp: WhatsappLeave;
  readonly reminds?: Appointment;
  readonly offers?: PlaceOffer;
  /** At a number that is not on file. */
  readonly unverified?: true;
  /** The programme asks who could come at short notice. */
  readonly asksNotice?: true;
  /** What does not fit can be gone on with in the portal. */
  readonly portal?: true;
}

/** What a dialog is walked with: up to three entries, appointments among them where it can meet any, and leave for WhatsApp once. */
function coursesOf(id: DialogId): readonly CourseOf[] {
  const topic: Topic = id === 'confirm-for-minor' ? 'minor' : id === 'confirm-appointment' ? 'appointment' : 'need';
  const course = (needs: number, appointments: number, more: Partial<CourseOf> = {}): CourseOf => ({
    topic, needs, appointments, whatsapp: 'notNeeded', ...more,
  }); // prettier-ignore
  // Where leave for WhatsApp is asked, one entry shows all that is asked for it.
  const withLeave = course(1, 0, { whatsapp: 'needed' });
  switch (id) {
    case 'confirm-appointment':
      return [course(0, 1), course(0, 2), course(0, 3)];
    case 'confirm-for-minor':
      return [course(1, 0), course(2, 0), course(3, 0), course(1, 1), withLeave];
    case 'announce-call':
      return [course(1, 0), course(1, 0, { topic: 'minor' })];
    case 'confirm-need':
      return [
        course(1, 0),
        course(2, 0),
        course(3, 0),
        course(3, 0, { portal: true }),
        course(1, 1),
        withLeave,
        course(1, 0, { asksNotice: true }),
      ];
    case 'call':
      return [course(1, 0)];
    case 'verify-number':
      return [course(1, 0), course(1, 1, { topic: 'appointment' }), withLeave];
    case 'help':
      return [course(0, 0, { topic: 'help' }), course(0, 0, { topic: 'help', unverified: true })];
    case 'place':
      return [course(0, 0, { topic: 'help', offers: LONGEST_OFFER })];
    case 'remind':
      return (['bot', 'service'] as const).map((keptBy) =>
        course(0, 0, {
          topic: 'help',
          reminds: { id: 'a', agenda: 'x', keptBy, on: '2027-09-22', at: '10:30', place: LONGEST_PLACE },
        }),
      );
    case 'check-in':
    case 'unknown-writer':
      return [course(0, 0, { topic: 'help' })];
    default:
      return id satisfies never;
  }
}

/** A dialog goes the same ways on channels that ask about equally many entries: walked once, its texts measured on each. */
function channelsByMost({ maxEntries }: Programme): Map<number, Channel[]> {
  const groups = new Map<number, Channel[]>();
  for (const channel of CHANNELS) {
    const most = Math.min(3, maxEntries[channel]);
    groups.set(most, [...(groups.get(most) ?? []), channel]);
  }
  return groups;
}

/** In a dialog that knows nobody, whoever asks about an appointment is told nothing; one that hands over has nothing left to be told after. */
const needsSomebody = (id: DialogId, state: string) =>
  (state === 'tellProof' && (id === 'announce-call' || id === 'unknown-writer')) ||
  (state === 'wasTold' && ['announce-call', 'call', 'unknown-writer', 'verify-number'].includes(id));

/** The programmes that ask people have no forms; where nobody is known none needs a proof. */
const needsForms = (id: DialogId, state: string) =>
  (id !== 'help' && id !== 'unknown-writer' && (state === 'formField' || state === 'formProof')) ||
  (id === 'unknown-writer' && state === 'formProof') ||
  (id !== 'help' && Object.hasOwn(bookStates, state)) ||
  (id === 'announce-call' && state === 'finding');

/** Reached only when the list closes an entry, which no person says. */
const onlyByList = (state: string) => state === 'withdrawn';

const LONGEST_OFFER: PlaceOffer = {
  id: 'o', freed: 'f', agenda: { id: 'x', by: 'bot' }, until: { on: '2027-09-22', at: '10:30' },
  slot: { id: 's', on: '2027-09-22', at: '10:30', place: 'Consultorio de Especialidades, piso 3' },
}; // prettier-ignore

/** Eighty characters are taken from a file. */
const LONGEST_PLACE = 'Consultorio de Especialidades, piso 3';

/** The longest name a text can hold: twelve letters, one of them an accent. */
const LONGEST_NAME = 'Maximilianós';

/** Entries with the longest real place and care of the programme, so that texts are measured at their worst. */
function longestEntries(programme: Programme, needs: number, appointments: number): DialogEntry[] {
  const place =
    Array.from({ length: 40 }, (_, service) => programme.placeName(service)).sort((a, b) => b.length - a.length)[0] ??
    '';
  return Array.from({ length: appointments + needs }, (_, index) => ({
    id: `e${index}`,
    askedOn: `202${index}-09`,
    place,
    care: programme.longestCareName,
    ...(index < appointments ? { appointmentOn: '2027-09-29' } : {}),
  }));
}

const whereOf = ({ from, event, to }: Edge) =>
  `${from || 'start'} ─${event ? ` ${event.type}${'answer' in event ? ` ${event.answer}` : ''}` : ''}→ ${to}`;

/** The rules every step of every path must hold. */
function problemsOf(edge: Edge): string[] {
  const problems: string[] = [];
  const { context, effects } = edge;
  const tellsDay = effects.some(
    (effect) =>
      effect.type === 'say' &&
      Object.values(effect.params).some(
        (value) => typeof value === 'object' && 'day' in value && value.of !== 'answer',
      ),
  );
  if (tellsDay && !may('tellAppointment', context.assurance))
    problems.push(`tells the day of an appointment at assurance ${context.assurance}`);
  for (const effect of effects) {
    if (effect.type !== 'record' || effect.fact !== 'outcome') continue;
    if (isRemoving(effect.is) && context.assurance < 2)
      problems.push(`records ${effect.is} at assurance ${context.assurance}`);
    if (isRemoving(effect.is) && (effect.details.confirmations ?? 0) < 2)
      problems.push(`records ${effect.is} confirmed ${effect.details.confirmations ?? 0} times`);
    const entry = context.entries.find(({ id }) => id === effect.entry);
    if (isRemoving(effect.is) && (context.topic === 'minor' || entry?.appointmentOn !== undefined))
      problems.push(`records ${effect.is} of ${context.topic === 'minor' ? 'a minor' : 'an appointment ahead'}`);
    if (!entry) problems.push('records an outcome of no entry');
  }
  if (
    edge.facts.has('relativeAnswered') &&
    !edge.facts.has('identified') &&
    effects.some((effect) => effect.type === 'record' && effect.fact === 'outcome' && isRemoving(effect.is))
  ) {
    problems.push('a relative removes');
  }
  if (edge.closed && !context.silent) {
    const settled = context.entries.every(({ id }) => context.outcomes[id] !== undefined);
    const excused =
      edge.handedOff || edge.facts.has('optedOut') || edge.facts.has('wrongPerson') || edge.facts.has('deathReported');
    if (!settled && !excused) problems.push('ends without an outcome or an open task');
  }
  const says = (queue: string) => effects.some((effect) => effect.type === 'handOff' && effect.queue === queue);
  if (edge.event?.type === 'STOP' && !edge.facts.has('optedOut')) problems.push('STOP is not obeyed');
  if (edge.event?.type === 'EMERGENCY' && !says('emergency')) problems.push('danger reaches nobody');
  if (edge.event?.type === 'PERSON' && !says('call')) problems.push('a wish for a person reaches nobody');
  return problems;
}

/** Does what one turn says fit its channel, in one message? */
function fitting(
  says: readonly Pick<Say, 'key' | 'params' | 'choices'>[],
  channel: Channel,
  programme: Programme,
  words: Words,
): { problems: string[]; segments: number } {
  const problems: string[] = [];
  let parts;
  try {
    parts = says.map((say) => render(say, channel, programme, words, LONGEST_MOMENT));
  } catch (error) {
    return { problems: [(error as Error).message], segments: 0 };
  }
  const text = parts.map((part) => part.text).join(channel === 'sms' ? ' ' : '\n\n');
  const choices = parts.at(-1)?.choices ?? [];
  if (/[{}]/.test(text)) problems.push('a placeholder was not filled');
  const segments = channel === 'sms' ? segmentsOf(text) : 0;
  if (segments > programme.sms.maxSegments)
    problems.push(`${segments} SMS segments, ${text.length} characters: ${says.map(({ key }) => key).join(' + ')}`);
  if (channel === 'sms' && programme.sms.alphabet === 'gsm7' && text.includes('?') && /[^\x20-\x7e]\?{2}/.test(text))
    problems.push('a letter has no place in GSM-7');
  if (channel === 'whatsapp') {
    if (text.length > WHATSAPP.body) problems.push(`${text.length} characters, WhatsApp takes ${WHATSAPP.body}`);
    if (choices.length > WHATSAPP.rows) problems.push(`${choices.length} answers, a list takes ${WHATSAPP.rows}`);
    const limit = choices.length <= WHATSAPP.buttons ? WHATSAPP.button : WHATSAPP.row;
    for (const { label } of choices)
      if (label.length > limit) problems.push(`"${label}" has ${label.length} characters, there are ${limit}`);
    if (new Set(choices.map(({ label }) => label)).size < choices.length) problems.push('two answers read the same');
  }
  return { problems, segments };
}
