/**
 * SIGTE's answer, read back: what it accepted is closed here, and the person and the referring centre are told, with a day until which it can
 * be undone (REQUIREMENTS M15). Nothing goes to the phones of somebody who died.
 */
import { DateTime } from 'luxon';
import { join } from 'node:path';
import { inBatches, type Refusal } from '../load/batches.js';
import type { Programme } from '../programmes/programme.js';
import { bulkUpdate } from '../store/bulk.js';
import type { ProposalDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { writePrivate } from '../files/csv.js';
import { changeProposals, type ProposalChange } from './change.js';
import { ANSWER_COLUMNS, LEFT, LeftEntries, readAnswer, type AnswerRow } from './answer-file.js';
import { policyOf } from './policy-of.js';
import { openAgain } from './reinstate.js';
import { CENTRE_COLUMNS, LETTER_COLUMNS, linesForCentres, tellDischarged } from './tell-discharged.js';

export interface Accepted {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Answered before, in the same way: nothing changed. */
  readonly known: number;
  /** Never exported by us. */
  readonly unknown: number;
  /** The place was given back meanwhile: SIGTE is to be told. */
  readonly reinstated: number;
  readonly refused: readonly Refusal[];
  /** People told on the channel they used. */
  readonly told: number;
  /** People for whom no channel works: a letter each. */
  readonly letters: number;
  readonly files: readonly string[];
}

/** `folder` — where the letters and the lists for the referring centres go. Read twice, it changes and tells nothing more. */
export async function acceptAnswer(
  services: Services,
  programme: Programme,
  file: string,
  folder: string,
): Promise<Accepted> {
  const policy = policyOf(programme);
  const { store, clock } = services;
  const until =
    DateTime.fromMillis(clock.now(), { zone: programme.zone }).plus({ days: policy.undoDays }).toISODate() ?? '';
  const sums = { accepted: 0, rejected: 0, known: 0, unknown: 0, reinstated: 0, told: 0, letters: 0 };
  const left = new LeftEntries(store, programme);
  const unclear: Refusal[] = [];
  const letters: string[] = [];
  const centres = new Map<string, string[]>();
  const today = DateTime.fromMillis(clock.now(), { zone: programme.zone }).toISODate() ?? '';
  const { rows, refused } = await inBatches<(typeof ANSWER_COLUMNS)[number], AnswerRow>(
    file,
    { columns: ANSWER_COLUMNS, needed: ['ESTADO'] },
    (row, line) => readAnswer(services, programme, row, line, today),
    async (some) => {
      const { answers, unknown, refused: double } = await left.answersOf(some);
      unclear.push(...double);
      sums.unknown += unknown;
      const byEntry = new Map(answers.map((each) => [each.entry, each]));
      const found = await store.proposals
        .find({ entry: { $in: [...byEntry.keys()] }, state: { $in: [...LEFT] } })
        .toArray();
      const now = clock.now();
      const changes = found.flatMap((proposal): ProposalChange[] => {
        const answer = byEntry.get(proposal.entry);
        if (!answer) return [];
        if (proposal.state === answer.is) {
          sums.known += 1;
          return [];
        }
        if (proposal.state === 'reinstated' && answer.is === 'accepted') sums.reinstated += 1;
        if (proposal.state !== 'exported') return []; // it was answered otherwise before: a person asks SIGTE
        const { is, why } = answer;
        return [{ proposal, event: ['answered', is, why], set: { state: is, answer: { at: new Date(now), is, why } } }];
      });
      const won = await changeProposals(store, changes, now);
      const accepted = won.filter(({ state }) => state === 'accepted');
      sums.accepted += accepted.length;
      sums.rejected += won.length - accepted.length;
      await closeEntries(services, accepted);
      await linesForCentres(store, accepted, until, centres);
      const { told, letters: more } = await tellDischarged(services, programme, accepted, until);
      sums.told += told;
      sums.letters += more.length;
      letters.push(...more);
    },
  );
  const files: string[] = [];
  const write = async (name: string, header: readonly string[], lines: readonly string[]) => {
    if (lines.length === 0) return;
    const path = join(folder, name);
    await writePrivate(path, header, lines);
    files.push(path);
  };
  const stamp = DateTime.fromMillis(clock.now(), { zone: programme.zone }).toFormat('yyyyMMdd-HHmmss');
  await write(`letters-${stamp}.csv`, LETTER_COLUMNS, letters);
  for (const [centre, lines] of [...centres].sort())
    await write(`referring-${centre}-${stamp}.csv`, CENTRE_COLUMNS, lines);
  return { rows, ...sums, refused: [...refused, ...unclear], files };
}

/** Somebody may give a place back in this very moment: it is looked once more, so that what they opened does not stay closed by us. */
async function closeEntries({ store }: Services, accepted: readonly ProposalDoc[]): Promise<void> {
  await bulkUpdate(
    store,
    store.entries,
    accepted.flatMap(({ entry, decision }) =>
      decision?.is === 'allowed'
        ? [
            {
              updateOne: {
                filter: { _id: entry, state: 'open' as const },
                update: { $set: { state: 'closed' as const, exitedOn: decision.exitOn, exitCause: decision.cause } },
              },
            },
          ]
        : [],
    ),
  );
  const back = await store.proposals
    .find({ _id: { $in: accepted.map(({ _id }) => _id) }, state: 'reinstated' })
    .toArray();
  for (const each of back) await openAgain(store, each);
}
