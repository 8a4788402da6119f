import type { DocumentNumber } from '../domain/document-number.js';
import type { IntakeCode } from './codes.js';

/** What intake hands to whoever writes it down: accepted rows, and everything a clerk should know about the file. */

/** A way to reach the person, with the text it was read from. */
export interface ContactPoint {
  readonly kind: 'mobile' | 'landline' | 'email';
  /** E.164 or a lower-case e-mail address. */
  readonly value: string;
  /** The cell, or the piece of it, as the file has it. */
  readonly raw: string;
  /** Where it was found; a mobile may stand in FONO_FIJO. */
  readonly column: 'FONO_MOVIL' | 'FONO_FIJO' | 'EMAIL';
  /** How `raw` became `value`: a `PhoneRule`, or `plain` for e-mail. */
  readonly rule: string;
  /** Carried by more than five persons of the file: nobody's, never a way to reach this person. */
  readonly shared: boolean;
}

export interface ListPerson {
  /** null = placeholder RUN: identifies nobody; the person is keyed by the entry (DESIGN §11). */
  readonly document: DocumentNumber | null;
  readonly names: string;
  readonly surname: string;
  readonly secondSurname: string;
  /** yyyy-mm-dd */
  readonly birthDate: string;
  /** 1 man, 2 woman, 3 other, 9 or 99 unknown. */
  readonly sex: number;
  /** 1 FONASA, 2 ISAPRE, 3 CAPREDENA, 4 DIPRECA, 5 SISA, 96 none, 99 unknown; others as the file has them (warned). */
  readonly insurer: number;
  readonly prais: boolean;
  /** 1–16; 0 = unreadable (warned). */
  readonly region: number;
  /** Five digits; as the file has it when unreadable (warned). */
  readonly commune: string;
  readonly city: string;
  /** 1 urban, 2 rural, 0 unknown (warned). */
  readonly rurality: number;
  readonly street: string;
  readonly streetNumber: string;
  readonly addressRest: string;
}

export interface ListEntry {
  /** SIGTE_ID, else ESTAB_DEST + ID_LOCAL, else a hash of RUN, PRESTA_MIN, EXTREMIDAD, F_ENTRADA; prefixed `sigte:`, `local:`, `hash:`. */
  readonly identity: string;
  readonly sigteId: string;
  readonly localId: string;
  readonly type: 1 | 2 | 3 | 4 | 5;
  /** PRESTA_MIN */
  readonly careCode: string;
  readonly plane: string;
  readonly limb: string;
  /** PRESTA_EST */
  readonly careLabel: string;
  /** yyyy-mm-dd, like the other dates */
  readonly enteredOn: string;
  readonly healthService: number;
  readonly origin: string;
  readonly destination: string;
  /** null = still open */
  readonly exitedOn: string | null;
  readonly exitCause: number | null;
  readonly appointmentOn: string | null;
  readonly suspicion: string;
  readonly diagnosis: string;
  readonly result: string;
  /** RUN of the requesting professional, "13081589-8". */
  readonly requestedBy: string;
}

export interface AcceptedRow {
  readonly line: number;
  readonly person: ListPerson;
  readonly contacts: readonly ContactPoint[];
  readonly entry: ListEntry;
}

/** Something to tell about the file. `line` — record number from the top of the file. */
export interface Finding {
  readonly kind: 'repaired' | 'warned' | 'rejected';
  readonly line: number;
  /** null = the row or the file as a whole */
  readonly column: string | null;
  readonly code: IntakeCode;
  readonly from?: string;
  readonly to?: string | readonly string[];
  /** A sentence for the clerk; always there on a rejection. `messageOf(finding)` makes it for the others. */
  readonly message?: string;
}

export interface ListBatch {
  readonly rows: readonly AcceptedRow[];
  readonly findings: readonly Finding[];
  /**
   * Identities that refused rows name (their folio, their local id): those entries are in the list, though wrongly written, so
   * they have not vanished from it.
   */
  readonly refusedIdentities: readonly string[];
  /** Every record up to this line is in this batch or an earlier one: resume with `afterLine: lastLine`. */
  readonly lastLine: number;
}

/** Totals over the whole file, whatever `afterLine` was. `rows` = imported + rejected + skipped. */
export interface ListSummary {
  /** Records after the header; blank lines at the very end are not records. */
  readonly rows: number;
  readonly imported: number;
  readonly rejected: number;
  /** Blank records inside the file. */
  readonly skipped: number;
  /** Among accepted rows; a placeholder RUN is a person of its own. */
  readonly people: number;
  readonly entries: number;
  readonly openEntries: number;
  /** People with a mobile that is not shared, in an accepted row. */
  readonly reachable: number;
  /** Rows refused because the same entry is open on an earlier line; also in `rejected`. */
  readonly duplicates: number;
  /** Findings by code. */
  readonly codes: Readonly<Partial<Record<IntakeCode, number>>>;
  readonly encoding: string;
  readonly separator: string;
  readonly headerLine: number;
  readonly lastLine: number;
}

export interface ReadOptions {
  /** Reference date, yyyy-mm-dd. */
  readonly today: string;
  /** Accepted rows in a batch; 1,000 unless told. */
  readonly batchSize?: number;
  /** Resume: rows up to this line are read (they count for duplicates and shared numbers) but not yielded. */
  readonly afterLine?: number;
  /** Over both passes: `totalBytes` is twice the size of the file. */
  onProgress?(bytesRead: number, totalBytes: number): void;
}

/** Of people who come without a list: closed, and never written. */
export const NO_ENTRY: ListEntry = {
  identity: '', sigteId: '', localId: '', type: 1, careCode: '', plane: '', limb: '', careLabel: '', enteredOn: '', healthService: 0, origin: '',
  destination: '', exitedOn: '1900-01-01', exitCause: null, appointmentOn: null, suspicion: '', diagnosis: '', result: '', requestedBy: '',
}; // prettier-ignore
