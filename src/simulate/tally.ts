/** Sums of many courses: the same figures as a run over a database gives. */
import { DateTime } from 'luxon';
import { isRemoving, PLACES, type OutcomeKind, type Place } from '../domain/outcome.js';
import type { Cadence } from '../programmes/cadence.js';
import type { Programme } from '../programmes/programme.js';
import type { Contact } from './contact.js';
import type { Course } from './course.js';
import { Findings } from './findings.js';
import type { Invented } from './people.js';
import { shareOf, type SimulationResult } from './result.js';
import { standingOf } from './standing.js';
import { TruthTable } from './truth-table.js';

/** A STOP is heard within this of being said: what left before is no breach. */
const HEARD_WITHIN = 600_000;
const IN_SPITE = ['stopConfirmation', 'closing', 'emergency'];

export class Tally {
  #people = 0;
  #entries = 0;
  #contacted = 0;
  #identified = 0;
  #answered = 0;
  #leaving = 0;
  #stale = 0;
  #tasks = 0;
  #turns = 0;
  readonly #messages = { sms: 0, smsSegments: 0, whatsapp: 0 };
  readonly #places = Object.fromEntries(PLACES.map((place) => [place, 0])) as Record<Place, number>;
  readonly #outcomes: Partial<Record<OutcomeKind, number>> = {};
  readonly #truths = new TruthTable();
  readonly #findings = new Findings();

  constructor(
    private readonly programme: Programme,
    private readonly cadence: Cadence,
  ) {}

  /** Nobody who is asked: without a mobile of their own, or with nothing to ask about. */
  leave(invented: Invented): void {
    this.#people += 1;
    this.#entries += invented.entries.length;
    this.#places[standingOf(invented, null).place] += 1;
  }

  add(invented: Invented, { person }: Contact, course: Course): void {
    const standing = standingOf(invented, course);
    this.#people += 1;
    this.#entries += invented.entries.length;
    this.#contacted += 1;
    this.#places[standing.place] += 1;
    this.#tasks += standing.tasks;
    this.#turns += course.records.length;
    const { conversations } = course;
    if (conversations.some(({ answered }) => answered)) this.#answered += 1;
    if (conversations.some(({ context }) => context.assurance >= 1)) this.#identified += 1;
    if (standing.proposed.size > 0) this.#leaving += 1;
    if (conversations.every(({ ended }) => ended === 'unreachable' || ended === 'wrongPerson')) this.#stale += 1;
    for (const { id } of invented.entries) {
      const is = standing.outcomes.get(id);
      if (is !== undefined) this.#outcomes[is] = (this.#outcomes[is] ?? 0) + 1;
      this.#truths.add({
        id,
        person,
        proposed: standing.proposed.has(id),
        ownHand: course.leftByOwnHand.has(id),
        changedMind: course.changedMind,
      });
    }
    for (const { out } of course.sent) {
      if (out.channel === 'sms') this.#messages.sms += 1;
      if (out.channel === 'whatsapp') this.#messages.whatsapp += 1;
      this.#messages.smsSegments += out.segments;
    }
    this.#judge(invented.id, course);
  }

  #judge(id: string, { sent, records, conversations, stoppedAt }: Course): void {
    const { hold } = this.#findings;
    for (const { at, out, conversation } of sent) {
      hold(
        stoppedAt === null || at <= stoppedAt + HEARD_WITHIN || IN_SPITE.includes(out.kind),
        () => `${id} ${out.id}: sent after a STOP`,
      );
      if (out.kind !== 'first' && out.kind !== 'reminder') continue;
      const zone = conversations[conversation]?.zone ?? this.programme.zone;
      hold(this.#isAllowed(at, zone), () => `${id} ${out.id}: sent outside the hours`);
    }
    const attempts = conversations.at(-1)?.attempts ?? [];
    hold(attempts.length <= this.cadence.attempts.perPerson, () => `${id}: ${attempts.length} attempts`);
    for (const { outcomes, assurance } of records)
      for (const { entry, is, details } of outcomes) {
        if (!isRemoving(is)) continue;
        hold(assurance >= 2, () => `${entry}: a removal at assurance ${assurance}`);
        hold(
          (details.confirmations ?? 0) >= 2,
          () => `${entry}: a removal confirmed ${details.confirmations ?? 0} times`,
        );
      }
  }

  readonly #hours = new Map<string, boolean>();
  /** By quarter of an hour: hours begin and end on one everywhere. */
  #isAllowed(at: number, zone: string): boolean {
    const key = `${zone} ${Math.floor(at / 900_000)}`;
    const known = this.#hours.get(key);
    if (known !== undefined) return known;
    const local = DateTime.fromMillis(at, { zone }).toFormat('HH:mm');
    const { from, to } = this.programme.hours;
    const allowed = local >= from && local < to;
    this.#hours.set(key, allowed);
    return allowed;
  }

  /** `seconds` — wall clock. */
  result(seconds: number): SimulationResult {
    return {
      people: this.#people,
      entries: this.#entries,
      contacted: this.#contacted,
      identified: this.#identified,
      answered: this.#answered,
      outcomes: Object.fromEntries(Object.entries(this.#outcomes).sort()),
      places: this.#places,
      shares: {
        response: shareOf(this.#answered, this.#contacted),
        asksToLeave: shareOf(this.#leaving, this.#contacted),
        wrongOrStale: shareOf(this.#stale, this.#contacted),
      },
      truth: this.#truths.sums,
      desk: { tasks: this.#tasks },
      messages: this.#messages,
      invariants: this.#findings.report,
      turns: this.#turns,
      seconds: Number(seconds.toFixed(2)),
      turnsPerSecond: Math.round(this.#turns / seconds),
    };
  }
}
