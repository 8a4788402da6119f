/**
 * The rules, in the order in which they win (docs/understanding.md, "ties"). They speak of ideas only, so they hold in every language.
 * A rule that could lead to a removal asks for evidence AND for the absence of everything that speaks against it.
 */
import type { Question } from '../domain/meaning.js';
import {
  asksOnly,
  asksToLeave,
  doneInTheEnd,
  isBetter,
  isInsuredElsewhere,
  noRequest,
  plainYes,
  postponesCare,
  speaksAgainst,
  startsPlainly,
  wantsCare,
  wantsNoCare,
  wasDone,
} from './judgements.js';
import type { Rule } from './rule.js';

const NEED: readonly Question[] = ['stillNeed', 'reason'];
const LIST: readonly Question[] = ['stillNeed', 'reason', 'confirmRemoval'];
/** Told without being asked, or instead of coming to an appointment. */
const TOLD: readonly Question[] = [...LIST, 'open', 'reminder'];

export const CARE_RULES: readonly Rule[] = [
  // Answers to "do you still need it?", to "why not?" and to "shall we take you off?".
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
  {
    name: 'plain no',
    label: 'no',
    alone: true,
    at: ['confirmRemoval'],
    when: (m) => m.has('bareNo') && m.has('startsNo'),
  },
  {
    name: 'yes, with the reason',
    label: 'yes',
    at: ['confirmRemoval'],
    when: (m) => m.has('startsYes') && (wasDone(m) || isBetter(m) || wantsNoCare(m)),
  },
  {
    name: 'plain yes',
    label: 'yes',
    alone: true,
    at: ['confirmRemoval'],
    when: (m) => plainYes(m) && !speaksAgainst(m) && !m.has('weakYes') && !m.has('still'),
  },
  { name: 'only a nod', label: 'unclear', alone: true, at: ['confirmRemoval'], when: (m) => m.has('weakYes') },
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
    when: (m) => m.affirms('care') && m.has('ofTheOther') && !m.asks && !m.any('doubt', 'notNow', 'future', 'whichOne'),
  },
  {
    name: 'treated for something else',
    label: 'no',
    at: ['confirmRemoval'],
    when: (m) => m.affirms('care') && m.has('ofTheOther') && !m.asks && !asksToLeave(m),
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
      !(m.affirms('care') && m.has('privatePlace') && !m.has('notNeeded') && m.has('toldDone')),
  },
  {
    name: 'gone by itself',
    label: 'recovered',
    at: TOLD,
    when: (m, q) => noRequest(m, q) && isBetter(m) && !m.any('publicPlace', 'privatePlace') && !m.has('toldDone'),
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
    when: (m, q) => noRequest(m, q) && wantsNoCare(m) && !((q === 'open' || q === 'reminder') && m.has('hourWord')),
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
  { name: 'plain no', label: 'no', alone: true, at: NEED, when: (m) => m.has('bareNo') && m.has('startsNo') },
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
  { name: 'plain yes', label: 'yes', alone: true, at: NEED, when: (m) => plainYes(m) },
];
