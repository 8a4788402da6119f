/** For removals that the strong rules do not see: is there at least a sign of it, and nothing at all against it? Then the model may decide. */
import type { Label, Question } from '../domain/meaning.js';
import type { Reading } from './reading.js';
import { wantsCare } from './rules.js';

export function weakEvidence(m: Reading, label: Label, question: Question): boolean {
  if (label === 'deceased' || question === 'confirmRemoval') return false;
  if (
    wantsCare(m) ||
    m.asks ||
    m.any('condition', 'hypothetical', 'partial', 'whichOne', 'doubt', 'otherPerson', 'otherSays', 'irony')
  )
    return false;
  if (
    m.any(
      'but',
      'otherCare',
      'doneFailed',
      'worse',
      'sooner',
      'notNow',
      'future',
      'brave',
      'insurerNot',
      'improvedOnly',
      'messageTalk',
    )
  )
    return false;
  switch (label) {
    case 'attendedElsewhere':
    case 'attendedPublic':
      return m.affirms('care') || (question === 'reason' && m.any('privatePlace', 'publicPlace'));
    case 'recovered':
      return m.has('recovered') || m.affirms('better');
    case 'refuses':
      return m.any('refuses', 'fear');
    case 'insurerChanged':
      return m.has('insurerNow');
    case 'no':
      return m.denies('need') || m.any('notNeeded', 'startsNo') || m.affirms('remove');
    default:
      return false;
  }
}
