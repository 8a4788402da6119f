/**
 * Which of our entries a row of SIGTE's answer is about: by its folio, else by the number its establishment knows it under, else by what
 * makes it the entry it is (DESIGN §11). Whoever has no folio yet may get one with the answer.
 */
import { parseRun } from '../domain/document-number.js';
import { readDate } from '../intake/dates.js';
import { identityOf } from '../intake/identity.js';
import { isRounded } from '../intake/repair.js';
import { entryId as storedEntryId } from '../intake/write-entries.js';
import type { Refusal } from '../load/batches.js';
import type { Programme } from '../programmes/programme.js';
import type { Store } from '../store/store.js';
import type { Services } from '../turn/services.js';

/** The first line of the answer names them; in any order. `ESTADO`, and enough to tell which entry. */
export const ANSWER_COLUMNS = [
  'SIGTE_ID', 'ESTADO', 'MOTIVO', 'ESTAB_DEST', 'ID_LOCAL', 'RUN', 'DV', 'PRESTA_MIN', 'EXTREMIDAD', 'F_ENTRADA',
] as const; // prettier-ignore
type Row = Readonly<Partial<Record<(typeof ANSWER_COLUMNS)[number], string>>>;

export interface AnswerRow {
  readonly line: number;
  readonly is: 'accepted' | 'rejected';
  readonly why: string;
  /** Ids the entry may have, the surest first. */
  readonly entries: readonly string[];
  /** Its establishment and number there; null = not told. */
  readonly local: string | null;
}

/** An entry and what SIGTE said of it. */
export interface Answer {
  readonly entry: string;
  readonly is: AnswerRow['is'];
  readonly why: string;
}

const localKey = (destination: string, localId: string): string => `${destination}\u001f${localId}`;

/** The row, or why it is refused. `today` — yyyy-mm-dd. */
export function readAnswer(
  services: Services,
  programme: Programme,
  row: Row,
  line: number,
  today: string,
): AnswerRow | string {
  const { SIGTE_ID = '', ESTADO = '', MOTIVO = '', ESTAB_DEST = '', ID_LOCAL = '', PRESTA_MIN = '' } = row;
  const state = ESTADO.toUpperCase();
  if (state !== 'ACEPTADO' && state !== 'RECHAZADO') return 'ESTADO: neither ACEPTADO nor RECHAZADO';
  const none = { sigteId: '', destination: '', localId: '', run: '', careCode: '', limb: '', enteredOn: '' };
  // What a spreadsheet rounded names nothing, or several.
  const has = (id: string) => id !== '' && id !== '0' && !isRounded(id);
  const whose = runOfRow(row);
  const entered = readDate(row.F_ENTRADA ?? '', 'event', Number(today.slice(0, 4)));
  const enteredOn = entered.kind === 'date' ? entered.iso : '';
  const identities = [
    ...(has(SIGTE_ID) ? [identityOf({ ...none, sigteId: SIGTE_ID })] : []),
    ...(has(ESTAB_DEST) && has(ID_LOCAL) ? [identityOf({ ...none, destination: ESTAB_DEST, localId: ID_LOCAL })] : []),
    ...(whose && has(PRESTA_MIN) && enteredOn !== ''
      ? [identityOf({ ...none, run: whose, careCode: PRESTA_MIN, limb: row.EXTREMIDAD ?? '', enteredOn })]
      : []),
  ];
  if (identities.length === 0)
    return 'SIGTE_ID: empty, and neither ESTAB_DEST with ID_LOCAL nor RUN with PRESTA_MIN and F_ENTRADA';
  return {
    line,
    is: state === 'ACEPTADO' ? 'accepted' : 'rejected',
    why: MOTIVO.slice(0, 200),
    entries: identities.map((identity) => storedEntryId({ programme, services }, identity)),
    local: has(ESTAB_DEST) && has(ID_LOCAL) ? localKey(ESTAB_DEST, ID_LOCAL) : null,
  };
}

function runOfRow({ RUN = '', DV = '' }: Row): string | null {
  const parsed = parseRun(DV === '' ? RUN : `${RUN}-${DV}`);
  return parsed.ok ? parsed.value : null;
}

/** Entries that left and wait for an answer, or have one; also those that have come back since. */
export const LEFT = ['exported', 'accepted', 'rejected', 'reinstated'] as const;

/** By the numbers of their establishments, each entry that left; read only when an answer cannot be told otherwise. */
export class LeftEntries {
  readonly #store: Store;
  readonly #programme: string;
  /** null = two entries have it. */
  #byLocal: Map<string, string | null> | undefined;
  constructor(store: Store, programme: Programme) {
    this.#store = store;
    this.#programme = programme.id;
  }

  /** `unknown`: nothing of ours that left. */
  async answersOf(
    rows: readonly AnswerRow[],
  ): Promise<{ readonly answers: readonly Answer[]; readonly unknown: number; readonly refused: readonly Refusal[] }> {
    const known = new Set(
      (
        await this.#store.proposals
          .find({ entry: { $in: [...new Set(rows.flatMap(({ entries }) => entries))] }, state: { $in: [...LEFT] } })
          .project<{ entry: string }>({ entry: 1 })
          .toArray()
      ).map(({ entry }) => entry),
    );
    const answers: Answer[] = [];
    const refused: Refusal[] = [];
    let unknown = 0;
    for (const { line, is, why, entries, local } of rows) {
      const entry = entries.find((each) => known.has(each)) ?? (await this.#found(local));
      if (entry === null) refused.push({ line, why: 'ESTAB_DEST, ID_LOCAL: two entries have this number' });
      else if (entry === undefined) unknown += 1;
      else answers.push({ entry, is, why });
    }
    return { answers, unknown, refused };
  }

  async #found(local: string | null): Promise<string | null | undefined> {
    if (local === null) return undefined;
    this.#byLocal ??= await this.#readAll();
    return this.#byLocal.get(local);
  }

  async #readAll(): Promise<Map<string, string | null>> {
    const all = new Map<string, string | null>();
    const left = this.#store.proposals
      .find({ programme: this.#programme, state: { $in: [...LEFT] } })
      .project<{ entry: string }>({ entry: 1 });
    const ids = [...new Set((await left.toArray()).map(({ entry }) => entry))];
    for (let at = 0; at < ids.length; at += AT_ONCE)
      for (const { _id, destination, localId } of await this.#store.entries
        .find({ _id: { $in: ids.slice(at, at + AT_ONCE) } })
        .project<{ _id: string; destination: string; localId: string }>({ destination: 1, localId: 1 })
        .toArray()) {
        const key = localKey(destination, localId);
        if (localId !== '' && !isRounded(localId)) all.set(key, all.has(key) ? null : _id);
      }
    return all;
  }
}

const AT_ONCE = 1_000;
