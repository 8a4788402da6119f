/** A bar over a running campaign: people reached, answers, outcomes, speed and time left, from the database every few seconds. */
import { once } from 'node:events';
import cliProgress from 'cli-progress';
import type { Services } from '../../turn/services.js';
import { campaignById } from '../../campaigns/commands.js';
import type { Output } from '../output.js';

const EVERY = 2_000;
/** Speed is of the last minutes: what was an hour ago says nothing of the time left. */
const SPEED_OVER = 5 * 60_000;

export interface Progressing {
  readonly people: number;
  readonly reached: number;
  readonly answers: number;
  readonly outcomes: number;
}

export async function progressOf({ store }: Services, id: string, enrolled: number): Promise<Progressing> {
  const [waiting, answers, outcomes] = await Promise.all([
    store.persons.countDocuments({ 'asking.campaign': id, 'asking.state': 'queued' }),
    store.conversations.countDocuments({ campaign: id, answered: true }),
    store.conversations.countDocuments({ campaign: id, ended: 'answered' }),
  ]);
  return { people: enrolled, reached: Math.max(0, enrolled - waiting), answers, outcomes };
}

/** Until the campaign is stopped or done, or Ctrl-C. Without a terminal a line is written instead of the bar. */
export async function watch(services: Services, id: string, output: Output): Promise<void> {
  const bar = process.stderr.isTTY
    ? new cliProgress.SingleBar(
        {
          format:
            '{bar} {percentage}% · {value}/{total} begun with · {answers} answered · {outcomes} settled · {speed}/h · {left} left · {state}',
          stream: process.stderr,
        },
        cliProgress.Presets.shades_classic,
      )
    : null;
  const ended = new AbortController();
  const stop = () => ended.abort();
  process.once('SIGINT', stop);
  const seen: { at: number; reached: number }[] = [];
  try {
    for (let first = true; !ended.signal.aborted; first = false) {
      const campaign = await campaignById(services, id);
      const { people, reached, answers, outcomes } = await progressOf(services, id, campaign.enrolled);
      const now = services.clock.now();
      seen.push({ at: now, reached });
      while (seen.length > 2 && now - (seen[0] as { at: number }).at > SPEED_OVER) seen.shift();
      const { speed, left } = speedOf(seen, people);
      const payload = { answers, outcomes, speed, left, state: campaign.state };
      if (first) bar?.start(people, reached, payload);
      else bar?.update(reached, payload);
      if (!bar)
        output.say(
          `${reached}/${people} begun with, ${answers} answered, ${outcomes} settled, ${speed}/h, ${left} left, ${campaign.state}`,
        );
      if (campaign.state === 'done' || campaign.state === 'stopped') break;
      await Promise.race([new Promise((resolve) => setTimeout(resolve, EVERY)), once(ended.signal, 'abort')]);
    }
  } finally {
    process.off('SIGINT', stop);
    bar?.stop();
  }
}

/** People an hour, and the time the rest takes at that speed. */
export function speedOf(
  seen: readonly { readonly at: number; readonly reached: number }[],
  people: number,
): { speed: number; left: string } {
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || last.at === first.at) return { speed: 0, left: '—' };
  const speed = Math.round(((last.reached - first.reached) * 3_600_000) / (last.at - first.at));
  if (speed <= 0) return { speed: 0, left: people === last.reached ? '0 h' : '—' };
  const hours = (people - last.reached) / speed;
  return { speed, left: hours < 1 ? `${Math.ceil(hours * 60)} min` : `${Math.ceil(hours)} h` };
}
