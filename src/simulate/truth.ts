/** What is true of a virtual person, and how they behave: drawn from the seed and the person, never from the order of things. */
import { createHash } from 'node:crypto';
import { Random } from '../domain/random.js';
import type { OutcomeKind } from '../domain/outcome.js';

export type Truth = Exclude<OutcomeKind, 'undecided' | 'notLocated' | 'deceasedReported'>;

export const MANNERS = ['truthful', 'sloppy', 'silent', 'relative', 'stops', 'caller', 'stranger', 'bereaved'] as const;
/**
 * How the phone is answered. `sloppy` writes words, typos and wrong digits first; `caller` wants a person;
 * `stranger`: the number belongs to somebody else; `bereaved`: the patient died and the family answers.
 */
export type Manner = (typeof MANNERS)[number];

export interface VirtualPerson {
  readonly id: string;
  readonly manner: Manner;
  readonly truths: ReadonlyMap<string, Truth>;
  readonly random: Random;
  readonly documentTail: string;
  readonly birthYear: number;
  readonly document: string;
}

type Weighted<T> = readonly (readonly [T, number])[];

/** Shares of a population; calibrating them to published ranges is the scenario file's work. */
export interface Scenario {
  readonly truths: Weighted<Truth>;
  readonly manners: Weighted<Manner>;
  readonly dead: number;
}

export const DEFAULT_SCENARIO: Scenario = {
  truths: [
    ['stillNeeds', 0.72], ['worse', 0.05], ['postpones', 0.04], ['attendedPublic', 0.06], ['attendedElsewhere', 0.05],
    ['recovered', 0.04], ['refuses', 0.03], ['insurerChanged', 0.01],
  ],
  manners: [['truthful', 0.6], ['sloppy', 0.14], ['silent', 0.14], ['relative', 0.06], ['stops', 0.03], ['caller', 0.03]],
  dead: 0.015,
}; // prettier-ignore

/** `identity` — something of the person that is the same in every run: the document, or the entry of a placeholder. */
export function virtualPerson(
  seed: number,
  scenario: Scenario,
  person: {
    id: string;
    identity: string;
    mobile: string;
    document: string;
    birthYear: number;
    entries: readonly string[];
  },
): VirtualPerson {
  const random = new Random(createHash('sha256').update(`${seed} ${person.identity}`).digest().readInt32LE(0));
  const dead = random.chance(scenario.dead);
  const drawn = draw(random, scenario.manners);
  // Numbers that end in 04 and 05 belong to somebody else (the list generator's rule).
  const stranger = /0[45]$/.test(person.mobile);
  const manner: Manner = stranger ? 'stranger' : dead ? (drawn === 'silent' ? 'silent' : 'bereaved') : drawn;
  return {
    id: person.id,
    manner,
    random,
    truths: new Map(person.entries.map((entry) => [entry, draw(random, scenario.truths)])),
    document: person.document,
    documentTail: person.document.slice(-4),
    birthYear: person.birthYear,
  };
}

function draw<T>(random: Random, weighted: Weighted<T>): T {
  let left = random.next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of weighted) if ((left -= weight) < 0) return item;
  return (weighted.at(-1) as readonly [T, number])[0];
}
