/**
 * What people ask of a service besides its answers: a report, a complaint, a prescription. A form is data of the programme
 * (`programmes/<id>/requests.json`); its words are `programmes/<id>/words/<locale>.json`, by the ids used here.
 */
import type { AgendaRef } from './booking.js';
import type { Queue } from './effect.js';

export interface RequestChoice {
  readonly id: string;
  /** What this answer sets off at once: a task in that queue, and the form ends. */
  readonly alarm?: 'emergency' | 'sameDay';
  /** The request that goes on from here instead. */
  readonly opens?: string;
}

export interface RequestField {
  readonly id: string;
  /** Its words name an agenda of the programme. */
  readonly of?: 'agenda';
  /** None = in the person's own words. */
  readonly choices: readonly RequestChoice[];
}

export interface RequestForm {
  readonly id: string;
  /** What the person must have proved before: 0 nothing, 2 who they are. */
  readonly level: 0 | 2;
  readonly fields: readonly RequestField[];
  /** Who takes it; null = nobody does, it is answered by a text alone. */
  readonly queue: Queue | null;
  /** Within how many working days it is answered. */
  readonly workingDays: number;
}

export interface RequestAnswer {
  readonly field: string;
  /** The id of the answer chosen, or the person's words. */
  readonly said: string;
}

/** A form that is being filled in. */
export interface OpenForm {
  readonly request: RequestForm;
  readonly answers: readonly RequestAnswer[];
  /** The agenda that was named in it. */
  readonly agenda?: AgendaRef;
}

/** The field that is asked next; undefined = all are answered. */
export const nextField = ({ request, answers }: OpenForm): RequestField | undefined => request.fields[answers.length];

/** A request that was made before, as far as its person is told. */
export interface KnownRequest {
  readonly number: string;
  readonly state: 'open' | 'done';
  /** yyyy-mm-dd, until when it is answered. */
  readonly dueOn: string;
}
