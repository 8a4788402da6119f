/** The list closes an entry of a conversation that has ended in silence: nobody is written to because of it. */
import { expect, it } from '@jest/globals';
import { live, says, theRules, type Happening } from '../support/course.js';

const SILENCE: readonly Happening[] = ['sent', 'timer', 'sent', 'timer'].map((what) => ({ what }) as Happening);

it('an entry that leaves the list asks nothing where nobody is waited for any more', async () => {
  const course = [says('1'), says('soy su hija'), ...SILENCE];
  const rules = await theRules();
  const before = live(rules, course).conversation;
  expect(before).toMatchObject({ live: false, ended: 'silent', state: 'relative' });
  const { turns, conversation } = live(rules, [...course, { closed: 'a' }]);
  expect(turns.at(-1)?.record).toMatchObject({ kind: 'entryClosed', sent: [], handOffs: [], ended: null });
  expect(conversation).toMatchObject({ live: false, ended: 'silent', timers: [] });
  expect(conversation.context.entries.map(({ id }) => id)).toEqual(['b', 'c']);
});
