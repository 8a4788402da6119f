/** The registry of dialogs: an explicit list, no registration by side effect. */
import { announceCall } from './announce-call/machine.js';
import { confirmAppointment } from './confirm-appointment/machine.js';
import { confirmForMinor } from './confirm-for-minor/machine.js';
import { confirmNeed } from './confirm-need/machine.js';
import { unknownWriter } from './unknown-writer/machine.js';
import { verifyNumber } from './verify-number/machine.js';

/** A changed machine gets a new version; conversations name theirs (DESIGN §3.13). */
export const dialogs = {
  'announce-call': { machine: announceCall, version: 1, next: 'confirm-need' },
  'verify-number': { machine: verifyNumber, version: 1, next: 'confirm-need' },
  'confirm-need': { machine: confirmNeed, version: 1, next: null },
  'confirm-appointment': { machine: confirmAppointment, version: 1, next: null },
  'confirm-for-minor': { machine: confirmForMinor, version: 1, next: null },
  'unknown-writer': { machine: unknownWriter, version: 1, next: null },
} as const;

export type DialogId = keyof typeof dialogs;

export function isDialogId(id: string): id is DialogId {
  return Object.hasOwn(dialogs, id);
}

/** Dialogs for people who must never be asked in any other: they are opened again on every channel, whatever the cadence names there. */
const KEPT: readonly DialogId[] = ['confirm-appointment', 'confirm-for-minor'];

export const staysOverChannels = (id: DialogId): boolean => KEPT.includes(id);
