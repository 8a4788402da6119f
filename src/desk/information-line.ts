/** The information line: "did you write to me?" Yes and when, or no; of what and of whom nothing, whatever is asked. */
import { readPhones } from '../domain/phone.js';
import type { Programme } from '../programmes/programme.js';
import { DURABLE } from '../store/store.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';
import { taskNumberIn } from '../turn/task-number.js';

/** Questions an hour: a person on a telephone asks fewer, a program that guesses numbers more. */
export const AN_HOUR = 60;
const HOUR = 3_600_000;

export type LineAnswer =
  | { readonly is: 'wrote'; readonly at: Date }
  | { readonly is: 'not' }
  /** Neither a number of ours nor a telephone. */
  | { readonly is: 'unreadable' }
  | { readonly is: 'tooMany' };

/** `asked` — the number of a request, or a telephone. Counted and written down before anything is looked up; never with the number. */
export async function answerLine(
  services: Services,
  programme: Programme,
  by: string,
  asked: string,
): Promise<LineAnswer> {
  const { store, clock } = services;
  const now = clock.now();
  if (await tooMany(services, by, now)) return { is: 'tooMany' };
  // Eleven digits are a telephone, although they could be read as a number of ours.
  const phone = phoneOf(programme, asked);
  const number = phone === null ? taskNumberIn(asked) : null;
  if (number === null && phone === null) return { is: 'unreadable' };
  const at = number === null ? await byPhone(services, phone ?? '') : await byNumber(services, number);
  await logAct(store, `looks:${programme.id}`, ['line', number === null ? 'phone' : 'number', at ? 'wrote' : 'not', by], new Date(now)); // prettier-ignore
  return at ? { is: 'wrote', at } : { is: 'not' };
}

async function tooMany({ store }: Services, by: string, now: number): Promise<boolean> {
  const _id = `line:${by}:${Math.floor(now / HOUR)}`;
  const after = await store.signIns.findOneAndUpdate(
    { _id },
    { $inc: { tries: 1 }, $setOnInsert: { at: new Date(now) } },
    { upsert: true, returnDocument: 'after', ...DURABLE },
  );
  return (after?.tries ?? 1) > AN_HOUR;
}

function phoneOf({ country }: Programme, asked: string): string | null {
  return readPhones(asked, { country, field: 'mobile' }).numbers[0]?.e164 ?? null;
}

/** The last message that left to this number, of any programme. */
async function byPhone({ store }: Services, phone: string): Promise<Date | null> {
  const address = await store.addresses.findOne({ _id: store.vault.blindIndex('address', phone) });
  const ids = [address?.live, address?.last].filter((id) => typeof id === 'string');
  return lastSent(store, ids);
}

async function byNumber({ store }: Services, number: string): Promise<Date | null> {
  const task = await store.deskTasks.findOne({ number });
  return task?.conversation ? lastSent(store, [task.conversation]) : null;
}

async function lastSent(
  { messages }: Pick<Services['store'], 'messages'>,
  conversations: readonly string[],
): Promise<Date | null> {
  if (conversations.length === 0) return null;
  const [last] = await messages
    .find({
      conversation: { $in: [...conversations] },
      direction: 'out',
      channel: { $in: ['sms', 'whatsapp'] },
      state: { $in: ['sent', 'delivered', 'read'] },
    })
    .sort({ at: -1 })
    .limit(1)
    .toArray();
  return last?.sentAt ?? last?.at ?? null;
}
