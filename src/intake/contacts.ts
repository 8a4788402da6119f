import { readPhones, type PhoneNumber, type PhoneReading } from '../domain/phone.js';
import type { ColumnName } from './column-names.js';
import type { ContactPoint } from './list.js';
import type { RowNotes } from './notes.js';
import { cleanCell, isDamaged } from './repair.js';

/** Phones and e-mail of one row: FONO_MOVIL, FONO_FIJO, EMAIL. Every number is kept once, with the text it came from. */

export type IsShared = (number: string) => boolean;

const ADDRESS = /^[^\s@,;:<>()"']+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,}$/;
const ADDRESS_INSIDE = /[^\s@,;:<>()"'/]+@[^\s@,;:<>()"'/]+\.[a-z]{2,}/i;
/** What people type when there is no e-mail, before or after the @. */
const NO_EMAIL = /^(?:(?:sin|no|notiene|no-?tiene|noposee|noregistra|no-?usa)[._-]?(?:e?-?mail|correo|email|dato|datos|informacion|registra|tiene|posee)?|no|na|nn|xx+|aa+|noaplica|ninguno|sininformacion|sininfo)$/; // prettier-ignore
const NO_EMAIL_TEXT =
  /^(?:[0\-–.xX/]+|s\/?[idcen]|n\/?[aeor]|no|null|ninguno|no (?:tiene|posee|registra|usa|aplica)(?: (?:e?-?mail|correo))?|sin (?:e?-?mail|correo|informaci[oó]n|dato)|no ?registra|notiene|sincorreo|sinmail)$/i;

/** Appends the row's contact points; notes repairs and warnings, and refuses a row without any. */
export function readContacts(
  mobileCell: string,
  landlineCell: string,
  emailCell: string,
  isShared: IsShared,
  notes: RowNotes,
): ContactPoint[] {
  const contacts: ContactPoint[] = [];
  const mobile = readPhoneCell('FONO_MOVIL', mobileCell, contacts, isShared, notes);
  const landline = readPhoneCell('FONO_FIJO', landlineCell, contacts, isShared, notes);
  readEmailCell(emailCell, contacts, notes);

  let mobiles = 0;
  let phones = 0;
  for (const contact of contacts) {
    if (contact.kind === 'email') continue;
    phones++;
    if (contact.kind === 'mobile') mobiles++;
  }
  // Digits that nobody could dial are still a means: an operator may make sense of them. A filler is none.
  const unread = (mobile?.unusable.length ?? 0) + (landline?.unusable.length ?? 0);
  if (contacts.length === 0 && unread === 0) notes.reject('no-contact', 'FONO_MOVIL');
  else if (mobiles === 0 && !mobile?.placeholder && unread === 0)
    notes.warn(phones > 0 ? 'landline-only' : 'email-only', 'FONO_MOVIL');
  return contacts;
}

function readPhoneCell(
  column: 'FONO_MOVIL' | 'FONO_FIJO',
  cell: string,
  contacts: ContactPoint[],
  isShared: IsShared,
  notes: RowNotes,
): PhoneReading | null {
  if (cell === '') return null;
  const email = cell.includes('@') ? ADDRESS_INSIDE.exec(cell) : null;
  if (email !== null) addEmail(email[0].toLowerCase(), cell, column, contacts);
  const phones = email === null ? cell : cell.replace(email[0], ' ');
  const reading = readPhones(phones, { country: 'CL', field: column === 'FONO_MOVIL' ? 'mobile' : 'landline' });
  noteRepair(column, cell, reading, email !== null, notes);
  if (reading.placeholder) notes.warn('phone-placeholder', column);
  if (reading.unusable.length > 0) notes.warn('phone-unusable', column);
  let shared = false;
  let misplaced = false;
  for (const number of reading.numbers) {
    if (contacts.some((known) => known.value === number.e164)) continue;
    const contact = contactOf(number, column, isShared(number.e164));
    shared ||= contact.shared;
    misplaced ||= column === 'FONO_FIJO' && contact.kind === 'mobile';
    contacts.push(contact);
  }
  if (shared) notes.warn('phone-shared', column);
  if (misplaced) notes.warn('mobile-in-landline-column', column);
  return reading;
}

const contactOf = (number: PhoneNumber, column: ContactPoint['column'], shared: boolean): ContactPoint => ({
  kind: number.kind,
  value: number.e164,
  raw: number.raw,
  column,
  rule: number.rule,
  shared,
});

function noteRepair(column: ColumnName, cell: string, reading: PhoneReading, email: boolean, notes: RowNotes): void {
  const numbers = reading.numbers;
  const first = numbers[0];
  if (first === undefined) {
    if (email) notes.repaired(column, 'email-in-phone-column', cell, '');
    else if (reading.none) notes.repaired(column, 'phone-none', cell, '');
    return;
  }
  const to = numbers.length === 1 ? first.e164 : numbers.map((number) => number.e164);
  if (numbers.some((number) => number.rule === 'nineAdded')) notes.repaired(column, 'phone-nine-added', cell, to);
  else if (numbers.length > 1) notes.repaired(column, 'phones-several', cell, to);
  else if (first.rule !== 'plain' || first.raw !== cell) notes.repaired(column, 'phone-format', cell, to);
}

// ------------------------------------------------------------------ e-mail

function readEmailCell(cell: string, contacts: ContactPoint[], notes: RowNotes): void {
  if (cell === '') return;
  if (ADDRESS.test(cell) && !isNoEmail(cell)) return addEmail(cell, cell, 'EMAIL', contacts);
  const clean = cleanCell(cell).replace(/^'+/, '');
  if (clean === '' || NO_EMAIL_TEXT.test(clean)) return notes.repaired('EMAIL', 'email-none', cell, '');
  const addresses = clean
    .toLowerCase()
    .split(/[;,/\s]+(?:y\s+)?/)
    .map((part) => part.replace(/^(?:mailto:|<|\()+|[>).,]+$/g, ''))
    .filter((part) => part !== '');
  const real = addresses.filter((address) => ADDRESS.test(address) && !isDamaged(address));
  // "juan perez@correo.cl" could be two things: every piece must be an address.
  if (real.length < addresses.length) return notes.warn('email-unusable', 'EMAIL');
  const kept = real.filter((address) => !isNoEmail(address));
  if (kept.length === 0) return notes.repaired('EMAIL', 'email-none', cell, '');
  for (const address of kept) addEmail(address, cell, 'EMAIL', contacts);
  notes.repaired('EMAIL', 'email-format', cell, kept.length === 1 ? (kept[0] as string) : kept);
}

function addEmail(value: string, raw: string, column: ContactPoint['column'], contacts: ContactPoint[]): void {
  if (contacts.some((known) => known.value === value)) return;
  contacts.push({ kind: 'email', value, raw, column, rule: 'plain', shared: false });
}

/** "sinmail@sinmail.com", "no@no.cl", "xx@xx.cl": the same word, or a word for none, on both sides. */
export function isNoEmail(address: string): boolean {
  const at = address.indexOf('@');
  const local = address.slice(0, at);
  if (NO_EMAIL.test(local)) return true;
  const label = address.slice(at + 1, address.indexOf('.', at));
  return local === label && (local.length <= 2 || NO_EMAIL.test(label));
}
