/** The one question of `confirm-appointment`. */
import type { SayParam } from '../../src/domain/effect.js';
import { ask } from '../kit.js';
import { currentEntry, type DialogContext } from '../context.js';

/** The day and the service of the appointment; no care is named, as nobody proves who they are here. */
export function mention(context: DialogContext): Record<string, SayParam> {
  const { place, appointmentOn } = currentEntry(context);
  return { place, day: { day: appointmentOn ?? '' } };
}

export const askAppointment = ask(({ context }) => ({
  key: 'appointment.ask',
  question: 'reminder',
  params: mention(context),
  choices: ['yes', 'cannot', 'notNeeded', 'worse'],
}));
