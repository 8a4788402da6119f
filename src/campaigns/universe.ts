/** The universe of a campaign: a filter over entries that a coordinator can read, and its meaning. Pure. */
import { UserError } from '../domain/failure.js';
import { OUTCOMES, type OutcomeKind } from '../domain/outcome.js';

/** What the filter looks at: an open entry, and its person. */
export interface Candidate {
  readonly type: number;
  readonly careCode: string;
  readonly healthService: number;
  readonly origin: string;
  readonly destination: string;
  /** yyyy-mm-dd */
  readonly enteredOn: string;
  readonly outcome: OutcomeKind | null;
  readonly region: number;
  readonly commune: string;
  readonly sex: number;
  readonly birthYear: number;
  readonly insurer: number;
  readonly prais: boolean;
  /** When we last began to ask, yyyy-mm-dd; null = never. */
  readonly askedOn: string | null;
}

export type Operator = '=' | '!=' | '>=' | '<=' | '>' | '<';
export interface Condition {
  readonly field: Field;
  readonly operator: Operator;
  /** Any of these; one only for the comparisons. */
  readonly values: readonly string[];
}
/** All conditions hold. */
export type Universe = readonly Condition[];

interface FieldMeaning {
  readonly is: 'number' | 'text' | 'outcome' | 'flag';
  readonly help: string;
  of(candidate: Candidate, today: string): string | number | null;
}

export const FIELDS = {
  type: { is: 'number', help: 'TIPO_PREST: 1 new consultation … 4 surgery, 5 complex surgery', of: ({ type }) => type },
  care: { is: 'text', help: 'PRESTA_MIN, or how it begins: 07*', of: ({ careCode }) => careCode },
  service: { is: 'number', help: 'SERV_SALUD', of: ({ healthService }) => healthService },
  origin: { is: 'text', help: 'ESTAB_ORIG', of: ({ origin }) => origin },
  destination: { is: 'text', help: 'ESTAB_DEST', of: ({ destination }) => destination },
  region: { is: 'number', help: 'REGION', of: ({ region }) => region },
  commune: { is: 'text', help: 'COMUNA, five digits', of: ({ commune }) => commune },
  wait: { is: 'number', help: 'days since F_ENTRADA', of: ({ enteredOn }, today) => daysBetween(enteredOn, today) },
  age: { is: 'number', help: 'years, by the year of birth', of: ({ birthYear }, today) => Number(today.slice(0, 4)) - birthYear },
  sex: { is: 'number', help: 'SEXO', of: ({ sex }) => sex },
  insurer: { is: 'number', help: 'PREVISION: 1 FONASA, 2 ISAPRE …', of: ({ insurer }) => insurer },
  prais: { is: 'flag', help: 'yes or no', of: ({ prais }) => (prais ? 'yes' : 'no') },
  outcome: { is: 'outcome', help: `the last outcome: none, ${OUTCOMES.join(', ')}`, of: ({ outcome }) => outcome ?? 'none' },
  asked: {
    is: 'number',
    help: 'days since we last began to ask the person; somebody never asked fits every >= and >',
    of: ({ askedOn }, today) => (askedOn === null ? Infinity : daysBetween(askedOn, today)),
  },
} as const satisfies Readonly<Record<string, FieldMeaning>>; // prettier-ignore
export type Field = keyof typeof FIELDS;

const SYNTAX = /^([a-z]+)\s*(!=|>=|<=|=|>|<)\s*(.+)$/;

/** "type=4,5 service=33 wait>=365". Throws `UserError` naming the condition that is wrong and what may stand there. */
export function parseUniverse(text: string): Universe {
  const conditions = text.trim() === '' ? [] : text.trim().split(/[\s;]+(?=[a-z]+\s*(?:!=|>=|<=|=|>|<))/);
  return conditions.map((condition) => {
    const [, name = '', operator = '', list = ''] = SYNTAX.exec(condition.trim()) ?? [];
    const field = Object.hasOwn(FIELDS, name) ? (name as Field) : null;
    if (field === null)
      throw wrong(condition, `Known: ${Object.keys(FIELDS).join(', ')}. A condition is like wait>=365 or type=4,5`);
    const values = list.split(',').map((value) => value.trim());
    const compares = operator !== '=' && operator !== '!=';
    const { is, help } = FIELDS[field] as FieldMeaning;
    if (compares && (is !== 'number' || values.length !== 1))
      throw wrong(condition, `${field} is ${help}: use = or !=`);
    for (const value of values) if (!fits(is, value)) throw wrong(condition, `${field} is ${help}`);
    return { field, operator: operator as Operator, values };
  });
}

const wrong = (condition: string, hint: string) =>
  new UserError('universe-wrong', `The universe's condition "${condition}" cannot be read.`, hint);

function fits(is: FieldMeaning['is'], value: string): boolean {
  switch (is) {
    case 'number':
      return /^\d+$/.test(value);
    case 'text':
      return /^[\w-]+\*?$/.test(value);
    case 'flag':
      return value === 'yes' || value === 'no';
    case 'outcome':
      return value === 'none' || (OUTCOMES as readonly string[]).includes(value);
    default:
      return is satisfies never;
  }
}

/** As it is written: parsed again it is the same. */
export const describeUniverse = (universe: Universe): string =>
  universe.map(({ field, operator, values }) => `${field}${operator}${values.join(',')}`).join(' ');

/** Does the entry belong to the universe? `today` — yyyy-mm-dd where the programme is. */
export function isIn(universe: Universe, candidate: Candidate, today: string): boolean {
  return universe.every(({ field, operator, values }) => {
    const value = FIELDS[field].of(candidate, today);
    switch (operator) {
      case '=':
        return values.some((wanted) => same(value, wanted));
      case '!=':
        return !values.some((wanted) => same(value, wanted));
      case '>=':
        return Number(value) >= Number(values[0]);
      case '<=':
        return Number(value) <= Number(values[0]);
      case '>':
        return Number(value) > Number(values[0]);
      case '<':
        return Number(value) < Number(values[0]);
      default:
        return operator satisfies never;
    }
  });
}

function same(value: string | number | null, wanted: string): boolean {
  if (typeof value === 'number') return value === Number(wanted);
  return wanted.endsWith('*') ? (value ?? '').startsWith(wanted.slice(0, -1)) : value === wanted;
}

/** Whole days between two local dates, yyyy-mm-dd. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
