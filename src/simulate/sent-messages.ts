/** Every message of a run, held against what may be sent: to whom, when, how often, with which words. */
import { DateTime } from 'luxon';
import type { OutboundMessage } from '../channels/port.js';
import { cadenceOf } from '../programmes/cadence.js';
import type { ConversationDoc } from '../store/documents.js';
import { openPerson } from '../store/loadConversations.js';
import type { Services } from '../turn/services.js';
import type { Findings } from './findings.js';
import type { World } from './world.js';

/** Sent in spite of a suppression. */
const IN_SPITE = ['stopConfirmation', 'closing', 'emergency'];
/** What was said is heard within this of virtual time: what left before is no breach. */
const HEARD_WITHIN = 1_800_000;

export const JUDGED = {
  address: 1, live: 1, applied: 1, 'pending.turn': 1, programme: 1, person: 1, zone: 1, assurance: 1, cadence: 1, ended: 1,
} as const; // prettier-ignore
export type Judged = Pick<
  ConversationDoc,
  | '_id'
  | 'address'
  | 'live'
  | 'applied'
  | 'pending'
  | 'programme'
  | 'person'
  | 'zone'
  | 'assurance'
  | 'cadence'
  | 'ended'
>;

interface Known {
  readonly documentNumber: string | null;
  readonly surname: string;
  /** When a death was reported, epoch ms. */
  readonly diedAt: number | null;
}

export async function judgeSent(
  services: Services,
  world: World,
  conversations: ReadonlyMap<string, Judged>,
  { hold }: Findings,
): Promise<void> {
  const persons = await knownOf(services);
  const ids = new Set<string>();
  const attempts = new Map<string, Map<string, number>>();
  for (const { at, message } of world.sent) {
    const doc = conversations.get(message.conversation);
    const programme = doc && services.programmes.get(doc.programme);
    hold(doc !== undefined && programme !== undefined, () => `${message.id}: sent without a conversation`);
    if (!doc || !programme) continue;
    const again = ids.has(message.id);
    hold(message.possibleDuplicate || !again, () => `${message.id}: sent twice`);
    ids.add(message.id);
    const person = persons.get(doc.person ?? '');
    const spite = IN_SPITE.includes(message.kind);
    const stopped = world.stoppedAt.get(message.address);
    hold(stopped === undefined || at <= stopped + HEARD_WITHIN || spite, () => `${message.id}: sent after a STOP`);
    const died = person?.diedAt ?? null;
    hold(died === null || at <= died + HEARD_WITHIN || spite, () => `${message.id}: sent after a death`);
    if (message.kind === 'first' || message.kind === 'reminder') {
      const local = DateTime.fromMillis(at, { zone: doc.zone ?? programme.zone }).toFormat('HH:mm');
      hold(
        services.anyHour || (local >= programme.hours.from && local < programme.hours.to),
        () => `${message.id}: sent at ${local}`,
      );
      const answered = doc.person === null ? undefined : world.answeredAt.get(doc.person);
      const before = answered === undefined || at <= answered + HEARD_WITHIN;
      // Whoever has answered is asked the rest, and reminded of it; nobody begins anew with them.
      hold(before || message.kind === 'reminder', () => `${message.id}: opened after an answer`);
      if (doc.person !== null && before && !again) {
        const mine = attempts.get(doc.person) ?? new Map<string, number>();
        attempts.set(doc.person, mine.set(message.channel, (mine.get(message.channel) ?? 0) + 1));
        const { perPerson, perChannel } = cadenceOf(programme, doc.cadence ?? null).attempts;
        const all = [...mine.values()].reduce((sum, count) => sum + count, 0);
        const there = mine.get(message.channel) ?? 0;
        hold(
          all <= perPerson && there <= (perChannel[message.channel] ?? Infinity),
          () => `${message.id}: attempt ${all}, ${there} by ${message.channel}`,
        );
      }
    }
    words(message, doc, person, hold);
  }
}

/** Nothing in a message that a stranger may not read. */
function words(message: OutboundMessage, doc: Judged, person: Known | undefined, hold: Findings['hold']): void {
  hold(
    !person?.documentNumber || !message.text.includes(person.documentNumber),
    () => `${message.id}: names a document number`,
  );
  hold(
    !person ||
      person.surname.length < 5 ||
      !message.text
        .toUpperCase()
        .split(/[^\p{L}]+/u)
        .includes(person.surname),
    () => `${message.id}: names a surname`,
  );
  if (doc.assurance < 2)
    hold(
      !/\b(consulta|operaci[oó]n|examen|prótesis|cirug[ií]a|ecograf[ií]a|ortodoncia)\b/i.test(message.text),
      () => `${message.id}: names the care too early`,
    );
}

async function knownOf({ store }: Services): Promise<ReadonlyMap<string, Known>> {
  const known = new Map<string, Known>();
  for await (const doc of store.persons.find({})) {
    const { documentNumber, surname } = openPerson(store, doc).secret;
    const diedAt = doc.death && !doc.death.denied ? doc.death.reportedAt.getTime() : null;
    known.set(doc._id, { documentNumber, surname: surname.toUpperCase(), diedAt });
  }
  return known;
}
