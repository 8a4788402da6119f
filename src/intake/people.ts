import type { RejectionCode } from './codes.js';
import type { AcceptedRow, ContactPoint } from './list.js';
import { Chains, wholes, words16, words32, type PagedNumbers } from './paged.js';

/**
 * What must be known of the whole list before any row is handed on: which numbers more than five persons carry, which rows
 * repeat an entry that an earlier line holds, who is reachable. Pass one fills it with the rows that are fine by themselves,
 * in order. All of it is numbers in pages (about 70 bytes a row): 3,000,000 rows as objects would take over a gigabyte.
 */

/** A number on more persons than this is a clinic's, a neighbour's shop, a typist's own: nobody's (lists/README). */
export const MOST_PERSONS_OF_A_NUMBER = 5;

/** RUNs have at most eight digits; a person without one gets a number from here on, by line. */
const NO_RUN = 100_000_000;
const STILL_OPEN = 65_535;
const REFUSALS = ['duplicate-open', 'folio-repeated'] as const;

export interface Refusal {
  readonly code: Extract<RejectionCode, 'duplicate-open' | 'folio-repeated'>;
  /** The earlier line. */
  readonly other: number;
}

export interface SharedPhone {
  readonly line: number;
  readonly column: 'FONO_MOVIL' | 'FONO_FIJO';
}

export class ListMemory {
  readonly #known = new Bits(NO_RUN);
  readonly #reached = new Bits(NO_RUN);
  #withoutRun = 0;
  #reachedWithoutRun = 0;

  readonly #numbers = wholes();
  readonly #numberPersons = words32();
  readonly #byNumber = new Chains((item) => this.#numbers.at(item));

  // One item an entry.
  readonly #persons = words32();
  readonly #services = words32();
  readonly #from = words16();
  readonly #until = words16();
  readonly #lines = words32();
  readonly #identities = wholes();
  readonly #byPerson = new Chains((item) => this.#persons.at(item));
  readonly #byIdentity = new Chains((item) => this.#identities.at(item));

  // Only when the list is read once: where each item of #numbers was first seen, and the rows that repeat it.
  readonly #once: boolean;
  readonly #numberSeen = new Sightings();
  readonly #repeatedNumbers = wholes();
  readonly #repeatedPersons = words32();
  readonly #repeatedSeen = new Sightings();

  // One item a refused row, in the order of lines.
  readonly #refusedLines = words32();
  readonly #refusedOther = words32();
  readonly #refusedAs = words16();
  #refusedAt = 0;

  /** `once` — the list is read once: remember which rows carry which phone, for `sharedPhones` and `reachable`. */
  constructor({ once } = { once: false }) {
    this.#once = once;
  }

  /** Persons among the rows observed and not refused. */
  get people(): number {
    return this.#known.count + this.#withoutRun;
  }

  /** Persons marked reachable in pass two. */
  get reachable(): number {
    return this.#reached.count + this.#reachedWithoutRun;
  }

  /** Pass one: takes a row that is fine by itself, or says (and remembers) that it repeats an earlier one. */
  observe(row: AcceptedRow): Refusal | null {
    const { document } = row.person;
    const person = document === null ? NO_RUN + row.line : Number(document.number);
    const service = hash32(`${row.entry.careCode}|${row.entry.limb}`);
    const from = dayOf(row.entry.enteredOn);
    const until = row.entry.exitedOn === null ? STILL_OPEN : dayOf(row.entry.exitedOn);
    const identity = identityNumber(row.entry.identity);
    if (document !== null) {
      const earlier = this.#sameEntry(person, service, from, until);
      if (earlier !== -1) return this.#refuse(row.line, 0, earlier);
    }
    const earlier = this.#sameIdentity(identity);
    if (earlier !== -1) return this.#refuse(row.line, 1, earlier);

    if (document === null) this.#withoutRun++;
    else this.#known.add(person);
    this.#persons.push(person);
    this.#services.push(service);
    this.#from.push(from);
    this.#until.push(until);
    this.#lines.push(row.line);
    this.#identities.push(identity);
    this.#byPerson.add(person);
    this.#byIdentity.add(identity);
    for (const contact of row.contacts) if (contact.kind !== 'email') this.#observePhone(contact, person, row.line);
    return null;
  }

  #observePhone(contact: ContactPoint, person: number, line: number): void {
    const number = Number(contact.value.slice(1));
    const isNew = this.#carries(number, person);
    if (!this.#once) return;
    if (isNew) return this.#numberSeen.add(contact, line);
    this.#repeatedNumbers.push(number);
    this.#repeatedPersons.push(person);
    this.#repeatedSeen.add(contact, line);
  }

  /** Reading once, at the end: each cell with a shared number, `lastLine` — of the list. Marks who is reachable on the way. */
  *sharedPhones(lastLine: number): Generator<SharedPhone> {
    const told = new Bits((lastLine + 1) * 2);
    const reached = new Bits(lastLine + 1);
    yield* this.#sharedAmong(this.#numbers, this.#numberPersons, this.#numberSeen, told, reached);
    yield* this.#sharedAmong(this.#repeatedNumbers, this.#repeatedPersons, this.#repeatedSeen, told, reached);
    this.#reachedWithoutRun = reached.count;
  }

  *#sharedAmong(
    numbers: PagedNumbers<Float64Array>,
    persons: PagedNumbers<Uint32Array>,
    seen: Sightings,
    told: Bits,
    reached: Bits,
  ): Generator<SharedPhone> {
    for (let item = 0; item < numbers.length; item++) {
      const { line, inFonoFijo, mobile } = seen.at(item);
      if (this.#isShared(numbers.at(item))) {
        if (told.add(line * 2 + (inFonoFijo ? 1 : 0))) yield { line, column: inFonoFijo ? 'FONO_FIJO' : 'FONO_MOVIL' };
      } else if (mobile) {
        const person = persons.at(item);
        if (person < NO_RUN) this.#reached.add(person);
        else reached.add(person - NO_RUN);
      }
    }
  }

  /** Pass two, lines in order: why this row is refused though it is fine by itself; null = it is not. */
  refusal(line: number): Refusal | null {
    while (this.#refusedAt < this.#refusedLines.length && this.#refusedLines.at(this.#refusedAt) < line)
      this.#refusedAt++;
    if (this.#refusedAt >= this.#refusedLines.length || this.#refusedLines.at(this.#refusedAt) !== line) return null;
    const code = REFUSALS[this.#refusedAs.at(this.#refusedAt) as 0 | 1];
    return { code, other: this.#refusedOther.at(this.#refusedAt) };
  }

  /** Pass two: do more than five persons carry this number? */
  isShared(e164: string): boolean {
    return this.#isShared(Number(e164.slice(1)));
  }

  #isShared(number: number): boolean {
    let persons = 0;
    for (let item = this.#byNumber.first(number); item !== -1; item = this.#byNumber.next(item))
      if (this.#numbers.at(item) === number && ++persons > MOST_PERSONS_OF_A_NUMBER) return true;
    return false;
  }

  /** Pass two: this accepted row has a mobile of the person's own. */
  markReachable(row: AcceptedRow): void {
    if (row.person.document === null) this.#reachedWithoutRun++;
    else this.#reached.add(Number(row.person.document.number));
  }

  /** True when this person is seen with this number for the first time, and it is not known as shared yet. */
  #carries(number: number, person: number): boolean {
    let persons = 0;
    for (let item = this.#byNumber.first(number); item !== -1; item = this.#byNumber.next(item)) {
      if (this.#numbers.at(item) !== number) continue;
      if (this.#numberPersons.at(item) === person) return false;
      if (++persons > MOST_PERSONS_OF_A_NUMBER) return false; // one more changes nothing, and a filler number may be on every row
    }
    this.#numbers.push(number);
    this.#numberPersons.push(person);
    this.#byNumber.add(number);
    return true;
  }

  /** Line of an entry of this person for the same service and limb, in a time that overlaps; -1 = none. */
  #sameEntry(person: number, service: number, from: number, until: number): number {
    for (let item = this.#byPerson.first(person); item !== -1; item = this.#byPerson.next(item)) {
      if (this.#persons.at(item) !== person || this.#services.at(item) !== service) continue;
      const begins = this.#from.at(item);
      // Discharged and entered again on one day is a new entry, not an overlap.
      if (begins === from || (begins < until && from < this.#until.at(item))) return this.#lines.at(item);
    }
    return -1;
  }

  #sameIdentity(identity: number): number {
    for (let item = this.#byIdentity.first(identity); item !== -1; item = this.#byIdentity.next(item))
      if (this.#identities.at(item) === identity) return this.#lines.at(item);
    return -1;
  }

  #refuse(line: number, as: 0 | 1, other: number): Refusal {
    this.#refusedLines.push(line);
    this.#refusedOther.push(other);
    this.#refusedAs.push(as);
    return { code: REFUSALS[as], other };
  }
}

/** In which line and column a phone was seen, and whether it is a mobile: one number each. */
class Sightings {
  readonly #packed = words32();

  add(contact: ContactPoint, line: number): void {
    this.#packed.push(line * 4 + (contact.column === 'FONO_FIJO' ? 2 : 0) + (contact.kind === 'mobile' ? 1 : 0));
  }

  at(item: number): { readonly line: number; readonly inFonoFijo: boolean; readonly mobile: boolean } {
    const packed = this.#packed.at(item);
    return { line: packed >>> 2, inFonoFijo: (packed & 2) !== 0, mobile: (packed & 1) !== 0 };
  }
}

/** A set of whole numbers below `size`: one bit each. */
class Bits {
  readonly #words: Uint32Array;
  count = 0;

  constructor(size: number) {
    this.#words = new Uint32Array(Math.ceil(size / 32));
  }

  /** Was it new? */
  add(number: number): boolean {
    const word = number >>> 5;
    const before = this.#words[word] as number;
    const after = (before | (1 << (number & 31))) >>> 0;
    if (after === before) return false;
    this.#words[word] = after;
    this.count++;
    return true;
  }
}

const knownDays = new Map<string, number>();

/** Days since 30 Dec 1899, 0–65,534. */
function dayOf(iso: string): number {
  const known = knownDays.get(iso);
  if (known !== undefined) return known;
  const day = Math.min(Math.max(Math.round(Date.parse(`${iso}T00:00:00Z`) / 86_400_000) + 25569, 0), STILL_OPEN - 1);
  if (knownDays.size < 60_000) knownDays.set(iso, day);
  return day;
}

function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Whole folios as they are; other identities as 52 bits beyond them (two alike in 3,000,000: once in a thousand lists). */
function identityNumber(identity: string): number {
  if (/^sigte:[1-9]\d{0,14}$/.test(identity)) return Number(identity.slice(6));
  const low = hash32(identity);
  const high = hash32(`${identity}\u001f${identity.length}`) & 0xfffff;
  return 4_503_599_627_370_496 + high * 4_294_967_296 + low;
}
