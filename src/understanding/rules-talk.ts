/** Rules for who is there, which telephone, the reminder, and messages nobody asked for. None of them leads to a removal alone. */
import { plainYes } from './judgements.js';
import type { Rule } from './rule.js';
import type { Reading } from './reading.js';

const plainNo = (m: Reading) => m.has('bareNo') && m.has('startsNo');

export const TALK_RULES: readonly Rule[] = [
  {
    name: 'only thanks',
    label: 'thanks',
    alone: true,
    at: ['open', 'stillNeed', 'reason', 'identity', 'phoneOk', 'reminder'],
    when: (m) => m.has('thanksOnly') && m.has('thanksWord'),
  },
  {
    name: 'only a greeting',
    label: 'greeting',
    alone: true,
    when: (m) => m.has('greetingOnly') && m.words.length > 0 && m.has('helloWord'),
  },
  {
    name: 'nothing said',
    label: 'unclear',
    at: ['open', 'stillNeed', 'reason', 'confirmRemoval'],
    when: (m) => m.has('noise') && !m.has('phoneNumber'),
  },

  // The telephone asked for, whatever else is said about it.
  {
    name: 'gives the number asked for',
    label: 'newPhone',
    sure: true,
    at: ['phoneOk'],
    when: (m) => m.has('phoneNumber') && !m.has('stopWriting') && !m.has('danger') && !m.has('death'),
  },

  // Who is there?
  {
    name: 'asks who this is',
    label: 'whoAreYou',
    at: ['identity', 'open', 'phoneOk', 'reminder'],
    when: (m) => m.has('whoAsks') && !m.any('isMe'),
  },
  { name: 'plain no', label: 'no', alone: true, at: ['identity', 'phoneOk'], when: plainNo },
  { name: 'plain yes', label: 'yes', alone: true, at: ['identity', 'phoneOk', 'reminder'], when: plainYes },
  {
    name: 'says it is them',
    label: 'yes',
    at: ['identity'],
    when: (m) => m.has('isMe') && !m.has('isRelative') && !m.has('laterTalk'),
  },
  { name: 'answers later', label: 'later', at: ['identity'], when: (m) => m.has('laterTalk') },
  {
    name: 'answers for the patient',
    label: 'relative',
    at: ['identity', 'open'],
    when: (m) =>
      m.has('isRelative') &&
      !(m.has('isStranger') && !m.has('ownFamily')) &&
      !m.any(
        'askPayment',
        'report',
        'prescription',
        'askAppointment',
        'reschedule',
        'cancelAppointment',
        'complaint',
      ) &&
      !m.affirms('care'),
  },
  {
    name: 'not that person',
    label: 'wrongPerson',
    at: ['identity', 'open', 'phoneOk', 'reminder', 'stillNeed'],
    when: (m, q) =>
      m.has('isStranger') &&
      !m.any('isRelative', 'isMe') &&
      !(q === 'phoneOk' && !m.has('notMe')) &&
      (q === 'identity' || m.has('surelyStranger')),
  },

  // The telephone.
  {
    name: 'gives a number',
    label: 'newPhone',
    sure: true,
    at: ['open', 'identity', 'stillNeed', 'reminder'],
    when: (m) => m.has('phoneNumber') && m.has('phoneTalk'),
  },
  {
    name: 'gives an address',
    label: 'newAddress',
    when: (m, q) =>
      m.has('addressTalk') &&
      m.has('placeWord') &&
      (q === 'phoneOk' || q === 'open' || m.has('movedHouse')) &&
      !m.affirms('need'),
  },
  {
    name: 'not this telephone',
    label: 'no',
    at: ['phoneOk'],
    when: (m) => m.has('notThisPhone') && !m.has('startsYes') && !m.has('isMe'),
  },
  {
    name: 'this telephone',
    label: 'yes',
    at: ['phoneOk'],
    when: (m) => m.any('thisPhone', 'startsYes') && !m.has('laterTalk'),
  },

  // The reminder.
  { name: 'answers later', label: 'later', at: ['reminder'], when: (m) => m.has('laterTalk') },
  {
    name: 'will come after all',
    label: 'yes',
    at: ['reminder'],
    when: (m) =>
      (m.has('willCome') && !m.denies('coming') && !m.asks && !m.has('condition')) || m.has('keepAppointment'),
  },
  { name: 'wants another hour', label: 'reschedule', at: ['reminder'], when: (m) => m.has('reschedule') },
  {
    name: 'gives the hour up',
    label: 'cancelAppointment',
    at: ['reminder'],
    when: (m) => m.has('cancelAppointment') && !m.has('noCancelling'),
  },
  {
    name: 'only under a condition',
    label: 'unclear',
    at: ['reminder'],
    when: (m) => m.has('condition') || m.has('rulesQuestion'),
  },
  { name: 'asks about the hour', label: 'askAppointment', at: ['reminder'], when: (m) => m.has('askAppointment') },
  {
    name: 'will not come',
    label: 'no',
    at: ['reminder'],
    when: (m) =>
      (m.has('cannotCome') && !m.has('willNotMiss') && !m.asks && !m.has('recovered') && !m.affirms('better')) ||
      plainNo(m),
  },
  {
    name: 'will come',
    label: 'yes',
    at: ['reminder'],
    when: (m) => (m.affirms('coming') || m.has('startsYes')) && !m.denies('coming') && !m.asks && !m.has('startsNo'),
  },

  // Requests.
  {
    name: 'complains',
    label: 'complaint',
    at: ['open'],
    when: (m) =>
      m.any('complaint', 'outrage') &&
      !m.asks &&
      !m.any('askAppointment', 'askPayment', 'reschedule', 'report', 'phoneNumber'),
  },
  { name: 'about a payment', label: 'askPayment', at: ['open'], when: (m) => m.has('askPayment') },
  {
    name: 'asks for a paper',
    label: 'report',
    at: ['open', 'stillNeed', 'identity', 'reminder'],
    when: (m, q) => m.has('report') && (q === 'open' || !m.affirms('care')) && !m.has('complaint'),
  },
  {
    name: 'wants another day',
    label: 'reschedule',
    at: ['open'],
    when: (m) => m.has('reschedule') && !m.any('prescription', 'future'),
  },
  {
    name: 'gives one appointment up',
    label: 'cancelAppointment',
    at: ['open'],
    when: (m) => m.has('cancelAppointment') && !m.any('complaint'),
  },
  {
    name: 'asks for medicine',
    label: 'prescription',
    at: ['open', 'reminder', 'identity'],
    when: (m) => m.has('prescription') && !m.has('complaint'),
  },
  {
    name: 'looks for care',
    label: 'findProfessional',
    at: ['open', 'reminder'],
    when: (m) => m.has('findProfessional') && !m.any('complaint'),
  },
  {
    name: 'asks when',
    label: 'askAppointment',
    at: ['open', 'identity', 'stillNeed', 'phoneOk'],
    when: (m) => m.has('askAppointment') && !m.any('complaint', 'rulesQuestion'),
  },
  { name: 'answers later', label: 'later', at: ['open'], when: (m) => m.has('laterTalk') },
];
