/** From figures to what the campaign page shows: words, digits and bars. No figure is computed here that was not counted. */
import type { CampaignDoc } from '../campaigns/campaign.js';
import type { Figures } from '../campaigns/figures.js';
import { DIMENSIONS, SMALLEST, type Dimension, type Group, type Share } from '../campaigns/groups.js';
import { interval } from '../campaigns/interval.js';
import { OPEN_REASONS } from '../campaigns/standing.js';
import { saysSomething, type Shares } from '../campaigns/shares.js';
import { OUTCOMES, PLACES } from '../domain/outcome.js';
import { bar, column } from './bars.js';
import * as words from './campaign-words.js';
import { say } from './language.js';
import { count, percent, range, timeOfDay } from './numbers.js';
import { OUTCOME_WORDS } from './words.js';

export interface Row {
  readonly code: string;
  readonly label: string;
  readonly count: string;
  readonly share: string;
  readonly bar: string;
}

/** Rows that add up to `total`. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly total: string;
}

const of = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function table(title: string, counts: readonly (readonly [code: string, label: string, count: number])[]): Table {
  const total = counts.reduce((sum, [, , each]) => sum + each, 0);
  const rows = counts.map(([code, label, each]): Row => ({
    code, label, count: count(each), share: percent(of(each, total)), bar: bar(of(each, total)),
  })); // prettier-ignore
  return { title, rows, total: count(total) };
}

export function figuresView(figures: Figures, zone: string) {
  const { people, begun, answered, places, open, cadence, campaign } = figures;
  const response = interval(answered, begun);
  return {
    at: timeOfDay(figures.at, zone),
    iso: figures.at.toISOString(),
    people: count(people),
    begun: count(begun),
    answered: count(answered),
    response: begun === 0 ? null : { share: percent(response.share), range: range(response), bar: bar(response.share, response) },
    elsewhere: campaign.enrolled > people ? count(campaign.enrolled - people) : null,
    enrolled: count(campaign.enrolled),
    places: table(say('Los cuatro lugares'), PLACES.map((place) => [place, say(words.PLACE_WORDS[place]), places[place]])),
    open: table(say('Abiertas, por motivo'), OPEN_REASONS.flatMap((why) => (open[why] ? [[why, say(words.OPEN_WORDS[why]), open[why]] as const] : []))),
    cadence: table(say('En qué punto están'), keysOf(cadence).sort(words.inCourse).map((place) => [place, words.cadenceWords(place), cadence[place] ?? 0])),
    hours: hoursOf(figures.hours),
    outcomes: outcomesOf(figures),
    messages: messagesOf(figures.messages),
    groups: DIMENSIONS.map((dimension) => ({ title: say(words.DIMENSION_WORDS[dimension]), rows: figures.groups[dimension].map((group) => groupRow(dimension, group)) })),
    smallest: SMALLEST,
    arms: figures.arms.length < 2 ? [] : figures.arms.map(({ arm, people, answered, response }) => ({
      label: arm === 'ordinary' ? say('Texto de siempre') : arm, people: count(people), answered: count(answered),
      share: percent(response.share), range: range(response), bar: bar(response.share, response),
    })),
    alarms: alarmsOf(campaign, figures.shares),
  }; // prettier-ignore
}

const keysOf = <K extends string>(record: Readonly<Partial<Record<K, number>>>): K[] => Object.keys(record) as K[];

function hoursOf(hours: readonly number[]) {
  const most = Math.max(1, ...hours);
  return {
    total: count(hours.reduce((sum, each) => sum + each, 0)),
    columns: hours.map((each, hour) => ({
      hour: String(hour).padStart(2, '0'),
      count: count(each),
      bar: column(each / most),
    })),
  };
}

/** One row an outcome, one column a channel; every column and the table add up. */
function outcomesOf({ byChannel, outcomes }: Figures) {
  const columns = [...byChannel].sort((a, b) => words.channelOrder(a.channel) - words.channelOrder(b.channel));
  const total = Object.values(outcomes).reduce((sum, each) => sum + each, 0);
  return {
    channels: columns.map(({ channel }) => words.channelWords(channel)),
    rows: OUTCOMES.flatMap((is) => {
      const all = outcomes[is];
      if (!all) return [];
      return [{
        code: is, label: say(OUTCOME_WORDS[is]), cells: columns.map((each) => count(each.outcomes[is] ?? 0)), total: count(all),
        share: percent(of(all, total)), bar: bar(of(all, total)),
      }]; // prettier-ignore
    }),
    totals: columns.map((each) => count(Object.values(each.outcomes).reduce((sum, one) => sum + one, 0))),
    total: count(total),
  };
}

function messagesOf(messages: Figures['messages']) {
  const names = Object.keys(messages).map((name) => name.split(' ') as [string, string]);
  const channels = [...new Set(names.map(([channel]) => channel))].sort(
    (a, b) => words.channelOrder(a) - words.channelOrder(b),
  );
  const sum = (wanted: (channel: string, state: string) => boolean) =>
    names.reduce(
      (all, [channel, state]) => all + (wanted(channel, state) ? (messages[`${channel} ${state}`] ?? 0) : 0),
      0,
    );
  return {
    channels: channels.map(words.channelWords),
    rows: Object.entries(words.MESSAGE_WORDS)
      .filter(([state]) => names.some(([, each]) => each === state))
      .map(([state, label]) => ({
        label: say(label),
        cells: channels.map((channel) => count(messages[`${channel} ${state}`] ?? 0)),
        total: count(sum((_, each) => each === state)),
      })),
    totals: channels.map((channel) => count(sum((each) => each === channel))),
    total: count(sum(() => true)),
  };
}

function groupRow(dimension: Dimension, { values, people, begun, answered, shares }: Group) {
  const shown = ({ count: part, of: whole, share, low, high }: Share) => ({
    count: count(part),
    share: whole === 0 ? '—' : percent(share),
    range: whole === 0 ? '' : range({ low, high }),
    bar: whole === 0 ? '' : bar(share, { low, high }),
  });
  return {
    label: words.groupWords(dimension, values),
    people: shares === null ? say('menos de {count}', { count: SMALLEST }) : count(people),
    begun: shares === null ? '' : count(begun),
    answered: shares === null ? '' : count(answered),
    shares: shares === null ? null : [shown(shares.response), shown(shares.needsCare), shown(shares.canBeDischarged)],
  };
}

function alarmsOf({ alarms }: CampaignDoc, shares: Shares) {
  const names = keysOf(words.ALARM_WORDS as Readonly<Record<keyof typeof words.ALARM_WORDS, never>>);
  return {
    conversations: count(shares.conversations),
    minimum: count(alarms.minimum),
    enough: saysSomething(shares, 'failed', alarms),
    rows: names.map((name) => ({
      label: say(words.ALARM_WORDS[name]),
      share: percent(shares[name]),
      limit: percent(alarms[name]),
      over: saysSomething(shares, name, alarms) && shares[name] > alarms[name],
      bar: bar(Math.min(1, shares[name])),
    })),
  };
}
