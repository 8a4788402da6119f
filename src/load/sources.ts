/** What a programme answers from: every source with its owner, its age, and what is blocked without it. */
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';
import { SOURCE_KINDS, type SourceKind } from '../store/source-documents.js';
import { CENTRE_COLUMNS } from './centres.js';
import { APPOINTMENT_COLUMNS } from './appointments.js';
import { PAYMENT_COLUMNS } from './payments.js';
import { PROFESSIONAL_COLUMNS } from './professionals.js';
import { WAIT_COLUMNS } from './waits.js';
import { SLOT_COLUMNS } from './slots.js';

const DAY = 86_400_000;

export interface SourceState {
  readonly programme: string;
  readonly kind: 'list' | SourceKind;
  readonly owner: string;
  /** Who gave the data last; null = nobody yet. */
  readonly name: string | null;
  readonly asOf: string | null;
  readonly ageDays: number | null;
  readonly mostDays: number;
  readonly fresh: boolean;
  /** What does not work while it is missing or too old. */
  readonly without: string;
  /** How it is brought up to date. */
  readonly how: string;
}

/** Several agendas of one programme are a source each; one that never came is named too. */
export async function sourcesOf(services: Services, programme: Programme): Promise<readonly SourceState[]> {
  const { store, clock } = services;
  const now = clock.now();
  const state = (
    kind: SourceState['kind'],
    owner: string,
    mostDays: number,
    found: { readonly name: string; readonly asOf: Date } | null,
  ): SourceState => {
    const age = found ? (now - found.asOf.getTime()) / DAY : null;
    return {
      programme: programme.id,
      kind,
      owner,
      name: found?.name ?? null,
      asOf: found?.asOf.toISOString() ?? null,
      ageDays: age === null ? null : Math.max(0, Math.floor(age)),
      mostDays,
      fresh: age !== null && age <= mostDays,
      ...EFFECT[kind],
    };
  };
  const imports = await store.imports.find({ state: 'done' }).toArray();
  const newest = imports
    .filter((each) => each.programme === programme.id)
    .sort((a, b) => (a.today < b.today ? 1 : -1))[0];
  const list = newest ? { name: newest.file, asOf: new Date(`${newest.today}T00:00:00Z`) } : null;
  const { asking, cadence, sources } = programme;
  // A programme that asks nobody has no list.
  const states = cadence.length > 0 ? [state('list', asking.universeRole, asking.listDays, list)] : [];
  const told = (await store.sources.find({}).toArray()).filter((each) => each.programme === programme.id);
  return [
    ...states,
    ...SOURCE_KINDS.flatMap((kind) => {
      const rule = sources[kind];
      if (!rule) return [];
      const mine = told.filter((each) => each.kind === kind);
      return (mine.length > 0 ? mine : [null]).map((each) => state(kind, rule.owner, rule.maxAgeDays, each));
    }),
  ];
}

const EFFECT: Readonly<Record<SourceState['kind'], Pick<SourceState, 'without' | 'how'>>> = {
  list: { without: 'no campaign may start', how: 'vigente import FILE' },
  appointments: {
    without: 'nobody is told the day of their appointment: they are told that we do not have it',
    how: `vigente load appointments FILE --source NAME --as-of MOMENT   (columns ${APPOINTMENT_COLUMNS.join(';')})`,
  },
  professionals: {
    without: 'nobody is told where a professional sees patients: a person answers',
    how: `vigente load professionals FILE --source NAME --as-of MOMENT   (columns ${PROFESSIONAL_COLUMNS.join(';')})`,
  },
  waits: {
    without: 'nobody is told when it is best to call: a person answers',
    how: `vigente load waits FILE --source NAME --as-of MOMENT   (columns ${WAIT_COLUMNS.join(';')})`,
  },
  slots: {
    without: 'no place is offered: who wants another day or a first one is called',
    how: `vigente load slots FILE --source NAME --as-of MOMENT   (columns ${SLOT_COLUMNS.join(';')})`,
  },
  centres: {
    without: 'nothing is passed on between centres: everybody sees what there is to do',
    how: `vigente load centres FILE --source NAME --as-of MOMENT   (columns ${CENTRE_COLUMNS.join(';')})`,
  },
  payments: {
    without: 'nobody is told when they are paid: they are told that we do not have it',
    how: `vigente load payments FILE --source NAME --as-of MOMENT   (columns ${PAYMENT_COLUMNS.join(';')})`,
  },
};

export const describeSources = (states: readonly SourceState[]): string =>
  states
    .flatMap(({ programme, kind, owner, name, ageDays, mostDays, fresh, without, how }) => [
      `${fresh ? 'ok  ' : 'OLD '} ${programme} ${kind}: ${name ?? 'never loaded'}${ageDays === null ? '' : `, ${ageDays} days old`} (at most ${mostDays}); owner: ${owner}`,
      ...(fresh ? [] : [`     Without it ${without}. ${how}`]),
    ])
    .join('\n');
