/** Where one person stands after their course, by the rules the projections follow (store/projectTurns). */
import { isRemoving, placeOf, type OutcomeKind, type Place } from '../domain/outcome.js';
import type { Course } from './course.js';
import type { Invented } from './people.js';

export interface Standing {
  readonly place: Place;
  /** The last outcome of each entry that has one. */
  readonly outcomes: ReadonlyMap<string, OutcomeKind>;
  readonly proposed: ReadonlySet<string>;
  readonly tasks: number;
  readonly stopped: boolean;
}

export function standingOf({ entries }: Pick<Invented, 'entries'>, course: Pick<Course, 'records'> | null): Standing {
  const outcomes = new Map<string, OutcomeKind>();
  const proposals = new Map<string, number>();
  let [tasks, died, stopped, exhausted] = [0, false, false, false];
  let conversation = 0;
  for (const { outcomes: recorded, notLocated, facts, handOffs, kind } of course?.records ?? []) {
    if (kind === 'start') conversation += 1;
    tasks += handOffs.length;
    for (const { entry, is } of recorded) {
      outcomes.set(entry, is);
      if (isRemoving(is)) proposals.set(entry, conversation);
      else proposals.delete(entry);
    }
    for (const entry of notLocated) {
      exhausted = true;
      if (!outcomes.has(entry)) outcomes.set(entry, 'notLocated');
    }
    for (const { fact } of facts) {
      died ||= fact === 'deathReported';
      if (fact === 'optedOut') stopped = true;
      if (fact === 'optedIn') stopped = false;
      // The number was never theirs: nothing that was said there about them can discharge.
      if (fact === 'wrongPerson') for (const [entry, at] of proposals) if (at === conversation) proposals.delete(entry);
    }
  }
  const place = placeOf({
    outcomes: entries.map(({ id }) => outcomes.get(id) ?? null),
    proposed: entries.filter(({ id }) => proposals.has(id)).length,
    frozen: died || stopped,
    attemptsExhausted: exhausted,
  });
  return { place, outcomes, proposed: new Set(proposals.keys()), tasks, stopped };
}
