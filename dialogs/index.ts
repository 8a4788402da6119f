/** The registry of dialogs: an explicit list, no registration by side effect. */
import { announceCall } from './announce-call/machine.js';
import { confirmNeed } from './confirm-need/machine.js';
import { unknownWriter } from './unknown-writer/machine.js';
import { verifyNumber } from './verify-number/machine.js';

/** A changed machine gets a new version; conversations name theirs (DESIGN §3.13). */
export const dialogs = {
  'announce-call': { machine: announceCall, version: 1, next: 'confirm-need' },
  'verify-number': { machine: verifyNumber, version: 1, next: 'confirm-need' },
  'confirm-need': { machine: confirmNeed, version: 1, next: null },
  'unknown-writer': { machine: unknownWriter, version: 1, next: null },
} as const;

export type DialogId = keyof typeof dialogs;

export function isDialogId(id: string): id is DialogId {
  return Object.hasOwn(dialogs, id);
}
