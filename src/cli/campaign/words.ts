/** What the campaign commands say to a person at a terminal. */
import type { Check } from '../../campaigns/checklist.js';
import type { CampaignDoc } from '../../campaigns/campaign.js';
import type { DryRun } from '../../campaigns/dry-run.js';
import type { Preview } from '../../campaigns/preview.js';
import type { CampaignStatus } from '../../campaigns/status.js';
import type { Exclusion } from '../../domain/exclusion.js';

const EXCLUDED: Readonly<Record<Exclusion, string>> = {
  deceased: 'reported or registered dead',
  optedOut: 'said STOP',
  openConversation: 'in a conversation, or waiting for one',
  contactedLately: 'asked lately',
  validatedUntil: 'confirmed not long ago',
  neverMessage: 'never to be messaged',
  protectedNumber: 'only a protected service’s number',
  noMobile: 'no mobile of their own',
  appointmentKnown: 'have answered about their appointment, or it is today',
  staleCheck: 'registry and insurer not checked lately',
  nothingToAsk: 'nothing open to ask about',
  erased: 'erased',
};

const counts = (of: Readonly<Record<string, number | undefined>>, name = (key: string) => key): string[] =>
  Object.entries(of).map(([key, count]) => `  ${String(count ?? 0).padStart(9)}  ${name(key)}`);

const excludedLines = (excluded: Readonly<Record<string, number | undefined>>): string[] => {
  const rows = counts(excluded, (key) => EXCLUDED[key as Exclusion] ?? key);
  return rows.length === 0 ? [] : ['Left out:', ...rows];
};

export function describePreview({
  universe,
  inUniverse,
  people,
  entries,
  excluded,
  byService,
  byType,
  sample,
}: Preview): string {
  return [
    `Universe: ${universe === '' ? 'everybody' : universe}`,
    `It names ${inUniverse.people} people with ${inUniverse.entries} open entries; ${people} would be asked about ${entries}.`,
    ...excludedLines(excluded),
    'By health service:',
    ...counts(byService).slice(0, 15),
    'By type of care:',
    ...counts(byType),
    ...(sample.length > 0
      ? [
          'Some of them:',
          ...sample.map(
            ({ entry, type, service, waited }) => `  ${entry}, type ${type}, ${service}, waits ${waited} days`,
          ),
        ]
      : []),
  ].join('\n');
}

export function describeDryRun(run: DryRun): string {
  const { currency, first, expected, atMost, asOf } = run.cost;
  const money = (amount: number) => `${Math.round(amount)} ${currency}`;
  const { forecast } = run;
  return [
    `${run.campaign} on ${run.today}: ${run.people} people, ${run.entries} entries, ${run.perHour} people an hour, first by ${run.channel}.`,
    `${run.about.appointment} have only appointments ahead to confirm; of ${run.about.minor} minors the person responsible is asked.`,
    `It would begin ${run.firstAt ?? 'never'} and be through ${run.lastAt ?? 'never'}.`,
    `First texts: ${run.segments} segments, ${money(first)}; with reminders and further channels about ${money(expected)}, at most ${money(atMost)} (prices as of ${asOf}).`,
    ...excludedLines(run.excluded),
    `Expected of virtual patients (${forecast.patients} of them): ${percent(forecast.answered)} answer, ${percent(forecast.leave)} ask to leave, ${percent(forecast.notLocated)} are not located.`,
    ...(forecast.desk === null
      ? [
          `The desk would get ${forecast.tasks} tasks; say how many people work there (--operators) to see until when the last is done.`,
        ]
      : [
          `The desk would get ${forecast.tasks} tasks; with ${forecast.desk.operators} people the last promised call is made ${forecast.desk.lastCallAt ?? 'never'}, ${forecast.desk.mostWaiting} wait at most.`,
        ]),
    'Day         people  messages  segments      cost  tasks',
    ...run.days
      .slice(0, 40)
      .map(
        ({ day, people, messages, segments, cost, tasks }) =>
          `${day} ${String(people).padStart(7)} ${String(messages).padStart(9)} ${String(segments).padStart(9)} ${String(Math.round(cost)).padStart(9)} ${String(tasks).padStart(6)}`,
      ),
    ...(run.days.length > 40 ? [`… and ${run.days.length - 40} more days (all of them with --json)`] : []),
  ].join('\n');
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export const describeChecks = (checks: readonly Check[]): string =>
  checks.map(({ what, ok, why, hint }) => `${ok ? 'ok  ' : 'OPEN'} ${what}: ${why}${ok ? '' : `. ${hint}`}`).join('\n');

export function describeStatus(status: CampaignStatus): string {
  const { places, arms } = status;
  return [
    `${status.id}: ${status.state}, ${status.enrolled} people`,
    `Places: needs care ${places.needsCare}, can be discharged ${places.canBeDischarged}, not located ${places.notLocated}, still open ${places.open}`,
    'Being asked:',
    ...counts(status.asking),
    'Outcomes of entries:',
    ...counts(status.outcomes),
    'Messages:',
    ...counts(status.messages),
    `Spent ${Math.round(status.spent)} of ${status.budget === null ? 'no budget' : status.budget} ${status.currency}`,
    ...arms.map(
      ({ arm, people, answered, response }) =>
        `Wording ${arm === '' ? 'ordinary' : arm}: ${answered} of ${people} answered, ${percent(response.share)} (${percent(response.low)}–${percent(response.high)})`,
    ),
    ...excludedLines(status.excluded),
    'Log:',
    ...status.log.map(
      ({ at, what, by, why }) => `  ${at.toISOString()} ${what} by ${by}${why === null ? '' : `: ${why}`}`,
    ),
  ].join('\n');
}

type Listed = Pick<CampaignDoc, 'state' | 'enrolled' | 'begun' | 'spent' | 'budget'> & { readonly campaign: string };

export const describeCampaigns = (campaigns: readonly Listed[]): string =>
  campaigns.length === 0
    ? 'There is none. Make one: vigente campaign new NAME --universe "type=4" --by NAME'
    : campaigns
        .map(
          ({ campaign, state, enrolled, begun, spent, budget }) =>
            `${campaign}: ${state}, begun with ${begun} of ${enrolled}, spent ${Math.round(spent)} of ${budget ?? 'no budget'}`,
        )
        .join('\n');
