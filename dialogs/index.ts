/** The registry of dialogs: an explicit list, no registration by side effect. */
import { announceCall } from './announce-call/machine.js';
import { call } from './call/machine.js';
import { checkIn } from './check-in/machine.js';
import { confirmAppointment } from './confirm-appointment/machine.js';
import { confirmForMinor } from './confirm-for-minor/machine.js';
import { confirmNeed } from './confirm-need/machine.js';
import { help } from './help/machine.js';
import { place } from './place/machine.js';
import { remind } from './remind/machine.js';
import { unknownWriter } from './unknown-writer/machine.js';
import { verifyNumber } from './verify-number/machine.js';
import type { Topic } from './context.js';

/** A changed machine gets a new version; conversations name theirs (DESIGN §3.13). */
export const dialogs = {
  'announce-call': { machine: announceCall, version: 1, next: 'confirm-need' },
  call: { machine: call, version: 1, next: 'confirm-need' },
  'verify-number': { machine: verifyNumber, version: 1, next: 'confirm-need' },
  'confirm-need': { machine: confirmNeed, version: 1, next: null },
  'confirm-appointment': { machine: confirmAppointment, version: 1, next: null },
  'confirm-for-minor': { machine: confirmForMinor, version: 1, next: null },
  'check-in': { machine: checkIn, version: 1, next: null },
  remind: { machine: remind, version: 1, next: null },
  place: { machine: place, version: 1, next: null },
  help: { machine: help, version: 1, next: null },
  'unknown-writer': { machine: unknownWriter, version: 1, next: null },
} as const;

export type DialogId = keyof typeof dialogs;

/** The dialog that a cadence's step opens for what the conversation is about: a cadence names those for the need. */
export function dialogFor(topic: Topic, id: DialogId): DialogId {
  // Whoever is called proves first who they are, whatever the call is about; for a minor whoever is responsible answers.
  if (id === 'call') return topic === 'minor' ? 'confirm-for-minor' : 'call';
  if (topic === 'help') return isAboutNoEntry(id) ? id : 'help';
  if (topic === 'appointment' && id === 'confirm-need') return 'confirm-appointment';
  if (topic === 'minor' && (id === 'confirm-need' || id === 'verify-number')) return 'confirm-for-minor';
  return id;
}

/** Dialogs that ask about nothing of a list: where the person stands in being asked is not theirs to change. */
export const isAboutNoEntry = (id: string): boolean => ['help', 'check-in', 'remind', 'place'].includes(id);

export function isDialogId(id: string): id is DialogId {
  return Object.hasOwn(dialogs, id);
}
