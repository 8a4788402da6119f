/** Universes kept under a name: `@name` stands for one wherever a universe is asked for. */
import { UserError } from '../domain/failure.js';
import type { Services } from '../turn/services.js';
import { describeUniverse, parseUniverse } from './universe.js';

const key = (programme: string, name: string): string => `universe:${programme}:${name}`;

/** Kept as it reads; a name that is taken is written over. Throws `UserError` for a name or a universe that is none. */
export async function saveUniverse({ store }: Services, programme: string, name: string, text: string): Promise<void> {
  if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(name))
    throw new UserError('universe-name', `"${name}" is no name of a universe.`, 'Small letters, digits and hyphens.');
  const value = describeUniverse(parseUniverse(text));
  await store.settings.updateOne({ _id: key(programme, name) }, { $set: { value } }, { upsert: true });
}

/** The text of a universe: what is kept under `@name`, or the text itself. Throws `UserError` for a name that is not known. */
export async function savedUniverse({ store }: Services, programme: string, text: string): Promise<string> {
  const name = /^@(\S+)$/.exec(text.trim())?.[1];
  if (name === undefined) return text;
  const found = await store.settings.findOne({ _id: key(programme, name) });
  if (typeof found?.value === 'string') return found.value;
  const before = key(programme, '');
  const known = (await store.settings.find({ _id: { $gte: before, $lt: `${before}\uffff` } }).toArray()).map(
    ({ _id }) => `@${_id.slice(before.length)}`,
  );
  throw new UserError(
    'universe-unknown',
    `There is no universe "${text}".`,
    known.length > 0 ? `Known: ${known.join(', ')}` : 'Keep one: vigente campaign preview "type=4" --save NAME',
  );
}
