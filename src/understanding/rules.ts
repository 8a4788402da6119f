/**
 * The rules, in the order in which they win (docs/understanding.md, "ties"). They speak of ideas only, so they hold in every language.
 * A rule that could lead to a removal asks for evidence AND for the absence of everything that speaks against it.
 */
import type { Label, Question } from '../domain/meaning.js';
import type { Reading } from './reading.js';

export interface Rule {
  readonly name: string;
  readonly label: Label;
  readonly at?: readonly Question[];
  readonly when: (m: Reading, question: Question) => boolean;
  /** A removal for which the rule alone is not enough: the model must agree. */
  readonly needsModel?: true;
}

const NEED: readonly Question[] = ['stillNeed', 'reason'];
const LIST: readonly Question[] = ['stillNeed', 'reason', 'confirmRemoval'];
/** Told without being asked, or instead of coming to an appointment. */
const TOLD: readonly Question[] = [...LIST, 'open', 'reminder'];

/** The person wants the care, or is still waiting for it. */
export const wantsCare = (m: Reading) =>
  m.affirms('need') ||
  m.any('waiting', 'notDone', 'keepMe', 'ownNeed', 'symptomsStill', 'subjunctiveDoubt', 'mistaken') ||
  (m.denies('remove') && !m.affirms('remove'));

/** Nothing is certain: conditions, questions, other people, part of several, jokes. */
const uncertain = (m: Reading) =>
  m.asks ||
  m.any('condition', 'hypothetical', 'partial', 'whichOne', 'doubt', 'otherPerson', 'irony', 'interrogative') ||
  (m.has('otherSays') && !m.has('proxySays') && !/\bque (?:ya )?no tengo (?:nada|mas)\b/.test(m.text));

const speaksAgainst = (m: Reading) => wantsCare(m) || uncertain(m);

const wasDone = (m: Reading) =>
  m.affirms('care') &&
  !m.denies('care') &&
  !m.any('doneFailed', 'otherCare') &&
  !(m.has('doneMinor') && !m.has('privatePlace')) &&
  !m.hasAfter('but', 'care') &&
  !m.hasAfter('storyGoesOn', 'care') &&
  !m.any('worse', 'sooner', 'future', 'notNow') &&
  !speaksAgainst(m);

/** A story of waiting that ends with the care: all that speaks of waiting comes before. */
const doneInTheEnd = (m: Reading) =>
  m.affirms('care') &&
  /\b(?:opere|operaron|opero|hice|hicieron|atendi|pague|pagamos|pagar)\b/.test(m.text) &&
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

const isBetter = (m: Reading) =>
  (m.any('recovered') || (m.affirms('better') && !m.denies('better'))) &&
  !m.any('improvedOnly', 'worse', 'sooner', 'otherCare', 'future', 'doneFailed', 'but') &&
  !speaksAgainst(m);

const isInsuredElsewhere = (m: Reading) =>
  m.has('insurerNow') && !m.any('insurerNot', 'but', 'otherCare') && !speaksAgainst(m);

const wantsNoCare = (m: Reading) =>
  m.has('refuses') && !m.any('brave', 'notNow', 'future', 'otherCare', 'but') && !speaksAgainst(m);

/** Told for its own sake, not as the story behind a request. */
const noRequest = (m: Reading, q: Question) =>
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

const asksToLeave = (m: Reading) => m.affirms('remove') && !m.denies('remove') && !m.has('removeOther');

const postpones = (m: Reading) => m.has('notNow') || (m.has('future') && !m.affirms('care'));

export const RULES: readonly Rule[] = [
  // 1. What wins over everything.
  {
    name: 'danger now',
    label: 'emergency',
    when: (m) => m.has('danger') && !(m.has('dangerPast') && !m.has('sooner')) && !m.affirms('care'),
  },
  {
    name: 'the patient died',
    label: 'deceased',
    when: (m, q) =>
      m.has('death') &&
      !m.any('deathNotPatient', 'aliveSelf') &&
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
    when: (m) => m.has('stopWriting') && !m.has('noCalls') && !m.has('mistaken'),
  },
  {
    name: 'wants a person',
    label: 'human',
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

  // 2. Answers to "do you still need it?", to "why not?" and to "shall we take you off?".
  {
    name: 'wants out, confirmed',
    label: 'yes',
    at: ['confirmRemoval'],
    when: (m) =>
      asksToLeave(m) &&
      !speaksAgainst(m) &&
      !m.hasAfter('but', 'remove') &&
      !m.hasAfter('noAfter', 'remove') &&
      !m.any('notNow', 'future', 'otherCare', 'laterTalk', 'whoAsks', 'messageTalk'),
  },
  {
    name: 'care no longer needed, confirmed',
    label: 'yes',
    at: ['confirmRemoval'],
    when: (m) =>
      m.has('startsYes') &&
      (m.denies('need') || m.has('notNeeded')) &&
      !speaksAgainst(m) &&
      !m.any('notNow', 'future', 'otherCare'),
  },
  { name: 'plain no', label: 'no', at: ['confirmRemoval'], when: (m) => m.has('bareNo') && m.has('startsNo') },
  {
    name: 'yes, with the reason',
    label: 'yes',
    at: ['confirmRemoval'],
    when: (m) => m.has('startsYes') && (wasDone(m) || isBetter(m) || wantsNoCare(m)),
  },
  {
    name: 'plain yes',
    label: 'yes',
    at: ['confirmRemoval'],
    when: (m) => plainYes(m) && !speaksAgainst(m) && !m.has('weakYes') && !/\b(?:todavia|aun)\b/.test(m.text),
  },
  { name: 'only a nod', label: 'unclear', at: ['confirmRemoval'], when: (m) => m.has('weakYes') },
  {
    name: 'answers later',
    label: 'later',
    at: LIST,
    when: (m) => m.has('laterTalk') && !postponesCare(m) && !m.affirms('need') && !asksToLeave(m) && !m.has('waiting'),
  },
  {
    name: 'complains instead of answering',
    label: 'complaint',
    at: LIST,
    when: (m) =>
      m.has('outrage') &&
      !m.affirms('need') &&
      !m.any('keepMe', 'startsYes', 'startsNo', 'waiting') &&
      !m.affirms('care'),
  },
  {
    name: 'asks who this is',
    label: 'whoAreYou',
    at: LIST,
    when: (m) => m.has('whoAsks') && !m.affirms('need') && !m.affirms('care'),
  },
  {
    name: 'treated for something else',
    label: 'yes',
    at: NEED,
    when: (m) =>
      m.affirms('care') &&
      /\bde(?:l| la| lo) otr[oa]\b/.test(m.text) &&
      !m.asks &&
      !m.any('doubt', 'notNow', 'future', 'whichOne'),
  },
  {
    name: 'treated for something else',
    label: 'no',
    at: ['confirmRemoval'],
    when: (m) => m.affirms('care') && /\bde(?:l| la| lo) otr[oa]\b/.test(m.text) && !m.asks && !asksToLeave(m),
  },
  {
    name: 'does not know',
    label: 'unclear',
    at: LIST,
    when: (m) =>
      m.any('whichOne', 'doubt') &&
      !m.affirms('need') &&
      !m.any('keepMe', 'waiting', 'laterTalk', 'bareNo', 'mistaken', 'recovered', 'refuses', 'symptomsStill'),
  },
  {
    name: 'only one of several',
    label: 'unclear',
    at: LIST,
    when: (m) => m.has('partial') && !m.has('notNow') && !m.any('waiting', 'keepMe', 'notDone') && !m.affirms('need'),
  },
  {
    name: 'only under a condition',
    label: 'unclear',
    at: LIST,
    when: (m) =>
      m.any('condition', 'rulesQuestion') &&
      !m.affirms('need') &&
      !m.any('waiting', 'keepMe', 'notDone', 'mistaken') &&
      !m.has('future') &&
      !startsPlainly(m),
  },
  {
    name: 'wants to stay',
    label: 'no',
    at: ['confirmRemoval'],
    when: (m) => wantsCare(m) && !asksToLeave(m) && !m.any('condition', 'partial', 'doubt', 'laterTalk'),
  },
  {
    name: 'wants to stay after all',
    label: 'no',
    at: ['confirmRemoval'],
    when: (m) => m.any('keepMe', 'mistaken') && !m.any('partial', 'doubt'),
  },
  {
    name: 'postpones',
    label: 'postpone',
    at: LIST,
    when: (m) =>
      postponesCare(m) && !asksToLeave(m) && !m.any('condition') && !m.any('waiting', 'mistaken') && !m.has('refuses'),
  },
  {
    name: 'insured elsewhere',
    label: 'insurerChanged',
    at: TOLD,
    when: (m, q) =>
      noRequest(m, q) &&
      isInsuredElsewhere(m) &&
      !(
        m.affirms('care') &&
        m.has('privatePlace') &&
        !m.has('notNeeded') &&
        /\b(?:opere|operaron|hice|hicieron|atendi|atendieron)\b/.test(m.text)
      ),
  },
  {
    name: 'gone by itself',
    label: 'recovered',
    at: TOLD,
    when: (m, q) =>
      noRequest(m, q) &&
      isBetter(m) &&
      !m.any('publicPlace', 'privatePlace') &&
      !/\b(?:operaron|opere|opero|hicieron|atendieron)\b/.test(m.text),
  },
  {
    name: 'done outside the network',
    label: 'attendedElsewhere',
    at: TOLD,
    when: (m, q) => noRequest(m, q) && wasDone(m) && m.has('privatePlace'),
  },
  {
    name: 'done outside the network in the end',
    label: 'attendedElsewhere',
    at: NEED,
    needsModel: true,
    when: (m) => doneInTheEnd(m) && m.has('privatePlace'),
  },
  {
    name: 'done in the network in the end',
    label: 'attendedPublic',
    at: NEED,
    needsModel: true,
    when: (m) => doneInTheEnd(m) && m.any('publicPlace') && !m.has('privatePlace'),
  },
  {
    name: 'done in the network',
    label: 'attendedPublic',
    at: TOLD,
    when: (m, q) => noRequest(m, q) && wasDone(m) && m.any('publicPlace', 'doneSurely'),
  },
  {
    name: 'perhaps done',
    label: 'attendedPublic',
    at: TOLD,
    needsModel: true,
    when: (m, q) => noRequest(m, q) && wasDone(m),
  },
  {
    name: 'does not want the care',
    label: 'refuses',
    at: TOLD,
    when: (m, q) =>
      noRequest(m, q) && wantsNoCare(m) && !((q === 'open' || q === 'reminder') && /\bhoras?\b/.test(m.text)),
  },
  { name: 'the problem is gone', label: 'recovered', at: TOLD, when: (m, q) => noRequest(m, q) && isBetter(m) },
  {
    name: 'is afraid of it',
    label: 'refuses',
    at: ['reason', 'confirmRemoval'],
    when: (m) => m.has('fear') && !m.any('brave', 'but', 'notNow', 'future') && !speaksAgainst(m),
  },
  {
    name: 'is afraid of it and does not want it',
    label: 'refuses',
    at: ['stillNeed'],
    when: (m) =>
      m.has('fear') &&
      (m.has('startsNo') || m.denies('need')) &&
      !m.any('brave', 'but', 'notNow', 'future') &&
      !speaksAgainst(m),
  },
  {
    name: 'says outside the network, asked why',
    label: 'attendedElsewhere',
    at: ['reason'],
    needsModel: true,
    when: (m) => m.has('privatePlace') && !m.any('but', 'doneFailed') && !speaksAgainst(m),
  },
  {
    name: 'not needed',
    label: 'no',
    at: NEED,
    when: (m) =>
      (m.denies('need') || m.has('notNeeded') || asksToLeave(m)) &&
      !speaksAgainst(m) &&
      !m.hasAfter('but', 'remove') &&
      !m.hasAfter('noAfter', 'remove') &&
      !m.any('notNow', 'future', 'otherCare', 'brave', 'refuses', 'messageTalk'),
  },
  { name: 'plain no', label: 'no', at: NEED, when: (m) => m.has('bareNo') && m.has('startsNo') },
  {
    name: 'postpones the care it wants',
    label: 'postpone',
    at: NEED,
    when: (m) => m.has('notNow') && !m.any('keepMe', 'waiting'),
  },
  {
    name: 'still needs it',
    label: 'yes',
    at: NEED,
    when: (m) =>
      wantsCare(m) &&
      !asksOnly(m) &&
      !m.any('doubt', 'whichOne') &&
      !(m.has('condition') && !m.affirms('need') && !m.any('waiting', 'keepMe', 'notDone')),
  },
  { name: 'plain yes', label: 'yes', at: NEED, when: (m) => plainYes(m) },
];

const plainYes = (m: Reading) => m.has('bareYes') && m.has('startsYes');
const startsPlainly = (m: Reading) => m.any('startsYes', 'startsNo');
const postponesCare = (m: Reading) => postpones(m) && !m.any('recovered', 'insurerNow') && !m.has('askAppointment');
const asksOnly = (m: Reading) =>
  m.any('askAppointment', 'whoAsks', 'rulesQuestion') && !m.affirms('need') && !m.any('keepMe', 'waiting');
