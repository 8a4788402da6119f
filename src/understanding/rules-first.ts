/** What wins over everything: danger, death, no more messages, a person, getting worse. */
import { anotherDied } from './judgements.js';
import type { Rule } from './rule.js';

export const FIRST_RULES: readonly Rule[] = [
  {
    name: 'danger now',
    label: 'emergency',
    sure: true,
    when: (m) => m.has('danger') && !(m.has('dangerPast') && !m.has('sooner')) && !m.affirms('care'),
  },
  {
    name: 'the patient died',
    label: 'deceased',
    sure: true,
    when: (m, q) =>
      m.has('death') &&
      !m.any('deathNotPatient', 'aliveSelf') &&
      !anotherDied(m, q) &&
      !m.asks &&
      !m.has('condition') &&
      !m.has('keepMe') &&
      !m.affirms('need') &&
      (q === 'reminder' || q === 'open' || q === 'phoneOk' ? m.has('deathOfPatient') : true) &&
      !m.any('findProfessional', 'report', 'askPayment'),
  },
  {
    name: 'wants no more messages',
    label: 'stop',
    sure: true,
    when: (m) => m.has('stopWriting') && !m.has('noCalls') && !m.has('mistaken'),
  },
  {
    name: 'wrong number',
    label: 'wrongPerson',
    at: ['identity', 'open', 'stillNeed', 'reason', 'confirmRemoval', 'reminder'],
    when: (m) => m.has('wrongNumber') && !m.any('isRelative', 'isMe', 'mistaken', 'keepMe') && !m.affirms('need'),
  },
  {
    name: 'wants a person',
    label: 'human',
    sure: true,
    when: (m) =>
      m.has('wantsPerson') && !m.any('phoneNumber', 'askPayment', 'report', 'prescription') && !m.affirms('care'),
  },
  {
    name: 'got worse or asks to be seen sooner',
    label: 'worse',
    when: (m, q) =>
      m.any('worse', 'sooner') &&
      !(m.affirms('care') && !m.any('doneFailed', 'sooner')) &&
      !m.any('complaint', 'refuses') &&
      q !== 'reminder' &&
      q !== 'phoneOk' &&
      q !== 'identity' &&
      !m.any('recovered'),
  },
];
