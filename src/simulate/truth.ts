/** What is true of a virtual person, and how they behave: drawn from the seed and the person, never from the order of things. */
import { createHash } from 'node:crypto';
import { Random } from '../domain/random.js';
import type { MANNERS, Scenario, Truth } from './scenario.js';

/** `bereaved`: the patient died and the family answers; `stranger`: the number belongs to somebody else. */
export type Manner = (typeof MANNERS)[number] | 'bereaved' | 'stranger';

export interface VirtualPerson {
  readonly id: string;
  readonly manner: Manner;
  /** By entry. Changes when they change their mind. */
  readonly truths: Map<string, Truth>;
  /** The entry that was named last. */
  thinksOf: string | null;
  readonly habits: Scenario['habits'];
  readonly random: Random;
  readonly documentTail: string;
  readonly birthYear: number;
  readonly document: string;
}

export interface PersonSeed {
  readonly id: string;
  /** Something of the person that is the same in every run: the document, or the entry of a placeholder. */
  readonly identity: string;
  readonly document: string;
  readonly birthYear: number;
  readonly entries: readonly string[];
}

export function virtualPerson(seed: number, scenario: Scenario, person: PersonSeed): VirtualPerson {
  const random = new Random(lot(`${seed} ${person.identity}`));
  const dead = random.chance(scenario.dead);
  const drawn = draw(random, scenario.manners) ?? 'truthful';
  return {
    id: person.id,
    manner: dead && drawn !== 'silent' ? 'bereaved' : drawn,
    random,
    thinksOf: null,
    habits: scenario.habits,
    truths: new Map(person.entries.map((entry) => [entry, draw(random, scenario.truths) ?? 'stillNeeds'])),
    document: person.document,
    documentTail: person.document.slice(-4),
    birthYear: person.birthYear,
  };
}

export type NumberState = 'own' | 'outOfService' | 'stranger';

/** Who answers a number. `mobile` — E.164; by its last digits as the list generator writes them, else by the scenario's lot. */
export function stateOfNumber(seed: number, { numbers }: Scenario, mobile: string): NumberState {
  if (/0[0-3]$/.test(mobile)) return 'outOfService';
  if (/0[45]$/.test(mobile)) return 'stranger';
  if (numbers.outOfService + numbers.stranger === 0) return 'own';
  const drawn = (lot(`${seed} number ${mobile}`) >>> 0) / 2 ** 32;
  if (drawn < numbers.outOfService) return 'outOfService';
  return drawn < numbers.outOfService + numbers.stranger ? 'stranger' : 'own';
}

const lot = (of: string): number => createHash('sha256').update(of).digest().readInt32LE(0);

/** By weight; undefined where nothing has one. */
function draw<T extends string>(random: Random, weights: Readonly<Partial<Record<T, number>>>): T | undefined {
  const all = Object.entries(weights) as [T, number][];
  let left = random.next() * all.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of all) if ((left -= weight) < 0) return item;
  return all.at(-1)?.[0];
}
