/** Each thing that the five services are for is shown solved by at least two transcripts: by SMS, and on WhatsApp. All of them are run by tests/simulate/transcripts.test.ts. */
import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from '../../src/paths.js';

/** What is asked for, by its number, and the transcripts that show it. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  'J1 appointments of more than thirty specialties': ['jujuy.asks-for-a-turn', 'jujuy.asks-for-a-turn.sms'],
  'J2 the nearest place first': ['jujuy.nearest-first', 'jujuy.nearest-first.sms'],
  'J3 reminders, cancelling, the freed place': ['jujuy.reminder.comes.sms', 'jujuy.reminder.another-day', 'jujuy.cancels', 'jujuy.freed-place.sms'],
  'J4 complaints with a number': ['jujuy.complaint', 'jujuy.complaint.sms'],
  'J5 prescriptions': ['jujuy.prescription', 'jujuy.prescription.another-hospital.sms'],
  'J6 tele-health preferences': ['jujuy.tele-health', 'jujuy.tele-health.sms'],
  'J7 somebody asks for another': ['jujuy.police-station', 'jujuy.prison.sms'],
  'J8 a doctor’s triage': ['jujuy.doctor-red-flag', 'jujuy.doctor.sms'],
  'J9 daily check-ins': ['jujuy.check-ins', 'jujuy.check-ins.sms', 'jujuy.check-in-alarm'],
  'J10 outside the hours': ['jujuy.sunday-night', 'jujuy.sunday-night.sms'],
  'B1 another day': ['bellvitge.changes-the-day', 'bellvitge.changes-the-day.sms'],
  'B2 a forgotten day': ['bellvitge.forgot-the-day', 'bellvitge.forgot-the-day.sms'],
  'B3 cancelling': ['bellvitge.cancels', 'bellvitge.cancels.sms'],
  'B4 finding a professional': ['bellvitge.finds-a-doctor', 'bellvitge.finds-a-service.sms'],
  'B5 reports': ['bellvitge.report', 'bellvitge.report.sms'],
  'B6 the rest': ['bellvitge.the-rest', 'bellvitge.the-rest.sms'],
  'B7 agendas of the service': ['bellvitge.kept-by-the-service', 'bellvitge.kept-by-the-service.sms'],
  'A1 payments and appointments': ['asepeyo.when-am-i-paid', 'asepeyo.when-am-i-paid.sms', 'asepeyo.appointment'],
  'A2 one number, a menu; companies': ['asepeyo.menu', 'asepeyo.company', 'asepeyo.company.sms'],
  'T1 URP': ['toscana.urp-complaint', 'toscana.urp-complaint.sms'],
  'T1 licences and certificates': ['toscana.licence', 'toscana.firearm.sms'],
  'T1 Case della Salute, private practice, screening': ['toscana.case-della-salute.sms', 'toscana.private-practice', 'toscana.screening.sms'],
  'T2 when to call': ['toscana.when-to-call', 'toscana.when-to-call.sms'],
}; // prettier-ignore

const channelOf = (name: string) =>
  (JSON.parse(readFileSync(join(PATHS.root, 'tests', 'transcripts', `${name}.json`), 'utf8')) as { channel: string })
    .channel;

it.each(Object.entries(SHOWN))('%s', (_, names) => {
  expect(names.length).toBeGreaterThanOrEqual(2);
  const channels = new Set(names.map(channelOf));
  expect([...channels].sort()).toEqual(['sms', 'whatsapp']);
});
