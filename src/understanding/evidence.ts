/**
 * What a removal needs besides the model's word: a sign of it in the message, and nothing at all that speaks against it.
 * Ideas come from sentences somebody wrote down; groups are single words and reach further, so they count only with a surer model.
 */
import { leadsToRemoval, type Label, type Question } from '../domain/meaning.js';
import type { Idea } from './language.js';
import type { Reading } from './reading.js';
import { anotherDied, wantsCare } from './judgements.js';
import type { Rule } from './rule.js';

/** Asked why, a place alone is an answer only in so many words; in a longer one it belongs to a story. */
const SHORT = 6;

/**
 * `rule` — a rule says this very label; `sign` — ideas for it; `hint` — only words of its kind, or a rule for another removal;
 * `answer` — nothing of it is known, but neither is anything against it, and it answers what was asked;
 * `contested` — an answer with something beside it that is more often part of the story than against it.
 */
export type Evidence = 'rule' | 'sign' | 'hint' | 'answer' | 'contested' | 'none';

/** Where people were asked about their place: what fits nowhere else is more often the answer than not. */
const ASKED: readonly Question[] = ['stillNeed', 'reason', 'confirmRemoval'];
/** Asked who is there, only a death is an answer of this kind. */
const answers = (label: Label, question: Question) =>
  ASKED.includes(question) || (question === 'identity' && label === 'deceased');

/** Where nothing was asked about the patient's care, a death may be anybody's. */
const UNASKED: readonly Question[] = ['open', 'reminder', 'phoneOk'];

/** "It cost me, but it is done", "we all paid for it": against it only while the model has any doubt. */
const BESIDE: readonly Idea[] = ['but', 'partial', 'otherPerson'];

const AGAINST: readonly Idea[] = [
  'otherCare',
  'worse',
  'sooner',
  'notNow',
  'future',
  'brave',
  'messageTalk',
  'laterTalk',
];

const group = (m: Reading, ...names: readonly string[]) => m.groups.some((one) => names.includes(one));

/** Nothing is certain. "Mi papá no quiere que lo operen": a family that speaks of another's will is no reason to doubt the refusal. */
const inDoubt = (m: Reading, label: Label) =>
  m.asks ||
  m.any('condition', 'hypothetical', 'whichOne', 'doubt', 'irony', 'interrogative') ||
  (label !== 'refuses' && m.has('otherSays') && !m.has('proxySays') && !m.has('nothingLeft'));

/** A place alone, or before all else, and nothing but where it was done. */
const saysPlace = (m: Reading) =>
  ((m.words.length <= SHORT && m.any('privatePlace', 'publicPlace')) || m.has('placeFirst')) &&
  !m.has('placeTalk') &&
  !group(m, 'NO', 'WANT', 'WAIT');

/** Is anything in the message against this removal, however sure the model may be? */
export function vetoed(m: Reading, label: Label, question: Question): boolean {
  if (wantsCare(m) || inDoubt(m, label) || m.any(...AGAINST) || group(m, 'MAYBE')) return true;
  // Somebody died of it: a fear that is told is not yet a refusal.
  if (label === 'refuses' && m.has('death')) return true;
  switch (label) {
    case 'attendedPublic':
    case 'attendedElsewhere':
      return m.any('doneFailed', 'outrage', 'placeTalk') || group(m, 'WANT');
    case 'recovered':
      return m.has('improvedOnly');
    case 'insurerChanged':
      return m.has('insurerNot') || group(m, 'WANT');
    case 'deceased':
      return (
        anotherDied(m, question) ||
        (UNASKED.includes(question) && !m.any('deathOfPatient', 'deathSurelyOfPatient')) ||
        m.any('deathNotPatient', 'aliveSelf', 'findProfessional', 'report', 'askPayment')
      );
    case 'no':
      return m.has('removeOther') || group(m, 'STILL', 'KNOW');
    case 'yes':
      return (
        m.any('removeOther', 'isMe') ||
        (group(m, 'STILL', 'NEED', 'WAIT', 'KNOW') && !m.denies('need') && !m.has('notNeeded')) ||
        ((m.affirms('coming') || (group(m, 'WANT', 'OPERATED', 'KEEP') && !group(m, 'NO'))) &&
          !m.affirms('remove') &&
          !m.affirms('care'))
      );
    default:
      return false;
  }
}

export function evidenceFor(m: Reading, label: Label, question: Question, rule: Rule | undefined): Evidence {
  if (rule?.label === label && rule.needsModel !== true) return 'rule';
  if (vetoed(m, label, question)) return 'none';
  if (m.any(...BESIDE)) return label !== 'deceased' && answers(label, question) ? 'contested' : 'none';
  if ((rule?.label === label && m.affirms('care')) || hasIdea(m, label, question)) return 'sign';
  return hasWord(m, label, question) ||
    (rule !== undefined && rule.needsModel !== true && leadsToRemoval(rule.label, question))
    ? 'hint'
    : answers(label, question)
      ? 'answer'
      : 'none';
}

function hasIdea(m: Reading, label: Label, question: Question): boolean {
  switch (label) {
    case 'attendedElsewhere':
    case 'attendedPublic':
      return (
        (m.affirms('care') && (m.any('privatePlace', 'publicPlace') || group(m, 'OPERATED'))) ||
        (question === 'reason' && saysPlace(m))
      );
    case 'recovered':
      return m.has('recovered') || m.affirms('better');
    case 'refuses':
      return (
        m.any('refuses', 'fear') ||
        (question === 'reason' && m.words.length <= 4 && m.has('startsNo') && group(m, 'WANT'))
      );
    case 'insurerChanged':
      return m.has('insurerNow');
    case 'no':
      return m.denies('need') || m.has('notNeeded') || m.affirms('remove');
    default:
      return false;
  }
}

function hasWord(m: Reading, label: Label, question: Question): boolean {
  switch (label) {
    case 'attendedElsewhere':
    case 'attendedPublic':
      return (
        group(m, 'ATTENDED', 'OPERATED') || (group(m, 'ALREADY') && group(m, 'HOSPITAL', 'PRIVATE') && group(m, 'CARE'))
      );
    case 'recovered':
      return group(m, 'BETTER', 'GONE') || (group(m, 'NO') && group(m, 'PAIN'));
    case 'refuses':
      return group(m, 'FEAR', 'REFUSE', 'AGE') || (group(m, 'NO') && group(m, 'OPERATED', 'CARE'));
    case 'insurerChanged':
      return group(m, 'INSURER', 'FORCES', 'PUBLIC_INSURER');
    case 'deceased':
      return group(m, 'DEAD');
    case 'no':
      return m.has('startsNo') || group(m, 'REMOVE');
    case 'yes':
      return question === 'confirmRemoval' && !group(m, 'NO') && (m.has('startsYes') || group(m, 'REMOVE'));
    default:
      return false;
  }
}
