/** What several ideas mean together: wanted, uncertain, done, better, insured elsewhere, unwilling. Every rule about the care is made of these. */
import type { Question } from '../domain/meaning.js';
import type { Reading } from './reading.js';

/** The person wants the care, or is still waiting for it. */
export const wantsCare = (m: Reading) =>
  m.affirms('need') ||
  m.any('waiting', 'notDone', 'keepMe', 'ownNeed', 'symptomsStill', 'subjunctiveDoubt', 'mistaken') ||
  (m.denies('remove') && !m.affirms('remove'));

/** Nothing is certain: conditions, questions, other people, part of several, jokes. */
export const uncertain = (m: Reading) =>
  m.asks ||
  m.any('condition', 'hypothetical', 'partial', 'whichOne', 'doubt', 'otherPerson', 'irony', 'interrogative') ||
  (m.has('otherSays') && !m.has('proxySays') && !m.has('nothingLeft'));

export const speaksAgainst = (m: Reading) => wantsCare(m) || uncertain(m);

export const wasDone = (m: Reading) =>
  m.affirms('care') &&
  !m.denies('care') &&
  !m.any('doneFailed', 'otherCare') &&
  !(m.has('doneMinor') && !m.has('privatePlace')) &&
  !m.hasAfter('but', 'care') &&
  !m.hasAfter('storyGoesOn', 'care') &&
  !m.any('worse', 'sooner', 'future', 'notNow', 'outrage') &&
  !speaksAgainst(m);

/** A story of waiting that ends with the care: all that speaks of waiting comes before. */
export const doneInTheEnd = (m: Reading) =>
  m.affirms('care') &&
  m.has('toldDone') &&
  m.any('waiting', 'notDone') &&
  !(['waiting', 'notDone', 'but'] as const).some((idea) => m.hasAfter(idea, 'care')) &&
  !m.affirms('need') &&
  !m.any(
    'keepMe',
    'ownNeed',
    'symptomsStill',
    'subjunctiveDoubt',
    'mistaken',
    'doneFailed',
    'otherCare',
    'worse',
    'sooner',
    'future',
    'notNow',
  ) &&
  !m.denies('remove') &&
  !uncertain(m);

export const isBetter = (m: Reading) =>
  (m.any('recovered') || (m.affirms('better') && !m.denies('better'))) &&
  !m.any('improvedOnly', 'worse', 'sooner', 'otherCare', 'future', 'doneFailed', 'but') &&
  !speaksAgainst(m);

export const isInsuredElsewhere = (m: Reading) =>
  m.has('insurerNow') && !m.any('insurerNot', 'but', 'otherCare') && !speaksAgainst(m);

export const wantsNoCare = (m: Reading) =>
  m.has('refuses') && !m.any('death', 'brave', 'notNow', 'future', 'otherCare', 'but') && !speaksAgainst(m);

/** Told for its own sake, not as the story behind a request. */
export const noRequest = (m: Reading, q: Question) =>
  (q !== 'open' && q !== 'reminder') ||
  !m.any(
    'askAppointment',
    'askPayment',
    'findProfessional',
    'report',
    'prescription',
    'reschedule',
    'complaint',
    'wantsPerson',
    'outrage',
  );

export const asksToLeave = (m: Reading) => m.affirms('remove') && !m.denies('remove') && !m.has('removeOther');

export const postpones = (m: Reading) => m.has('notNow') || (m.has('future') && !m.affirms('care'));

export const plainYes = (m: Reading) => m.has('bareYes') && m.has('startsYes');
export const startsPlainly = (m: Reading) => m.any('startsYes', 'startsNo');
export const postponesCare = (m: Reading) =>
  postpones(m) && !m.any('recovered', 'insurerNow') && !m.has('askAppointment');
export const asksOnly = (m: Reading) =>
  m.any('askAppointment', 'whoAsks', 'rulesQuestion') && !m.affirms('need') && !m.any('keepMe', 'waiting');

/**
 * A death that is not, or not surely, the patient's. Asked who is there, a death answers for the patient;
 * elsewhere further kin needs a sign that it was the patient, and so does anybody's death told as part of the speaker's own story.
 */
export const anotherDied = (m: Reading, q: Question) =>
  q !== 'identity' &&
  !m.any('deathSurelyOfPatient', 'isRelative') &&
  m.any('deathOfOther', 'ownStory', 'fear', 'refuses', 'notNow', 'future', 'laterTalk');
