/** Twelve letters that a person can type: whom a link is for. Only we can make them, and they prove nothing. Pure. */
import type { Vault } from '../privacy/vault.js';

/** Without I, L, O and U: nobody confuses them, and they spell nothing (Crockford's base 32). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 45 bits: among three million links a guess is right once in ten million, and then it opens a page that asks who you are. */
const NAME = 9;
/** 15 bits that only we can make. */
const MARK = 3;

/** The letters of the link that this turn says; said again they are the same. */
export function lettersOf(vault: Vault, conversation: string, turn: number): string {
  const name = spelled(vault.blindIndex('message', `portal link\0${conversation}\0${turn}`), NAME);
  return name + markOf(vault, name);
}

/** "k7q2-m9xd 4trv" as it was meant; null = nobody of us wrote that. */
export function readLetters(vault: Vault, typed: string): string | null {
  const letters = typed.toUpperCase().replace(/[\s.·–-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0'); // prettier-ignore
  // The same work for whatever was typed.
  const name = letters.slice(0, NAME).padEnd(NAME, '0');
  const right = markOf(vault, name);
  return letters.length === NAME + MARK && letters.slice(NAME) === right ? letters : null;
}

/** As it is written in a message. */
export const inGroups = (letters: string): string => letters.replace(/(.{4})(?=.)/g, '$1-');

/** What stands in the database for the letters. */
export const linkId = (vault: Vault, letters: string): string =>
  vault.blindIndex('message', `portal letters\0${letters}`);

const markOf = (vault: Vault, name: string): string =>
  spelled(vault.blindIndex('message', `portal mark\0${name}`), MARK);

/** Five bits of each byte; the bytes are those of an HMAC. */
function spelled(index: string, length: number): string {
  const bytes = Buffer.from(index, 'base64url');
  return Array.from({ length }, (_, at) => LETTERS[(bytes[at] ?? 0) & 31]).join('');
}
