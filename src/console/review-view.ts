/** A case, and a batch, as the pages show them. */
import { signedOf, type DryRun } from '../discharge/batch.js';
import { casesOf } from '../discharge/cases.js';
import { openJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { ProposalDoc } from '../store/documents.js';
import { bytesOf } from '../store/loadConversations.js';
import type { TurnRecord } from '../turn/conversation.js';
import type { Services } from '../turn/services.js';
import { dayOf, factsOfCase } from './case-facts.js';
import { say } from './language.js';
import { count, dayAndTime } from './numbers.js';
import { alarmWords, ANSWERS, decisionWords, STATES } from './review-words.js';

/** The case as somebody reads it in half a minute; null = the person was erased. */
export async function caseView(services: Services, programme: Programme, proposal: ProposalDoc) {
  const { store, clock } = services;
  const [built] = await casesOf(store, programme, [proposal], clock.now());
  if (!built) return null;
  const { entry, person, known } = built;
  const { zone } = programme;
  const turns = await store.turns.find({ conversation: proposal.conversation }).sort({ turn: 1 }).toArray();
  const talk = turns
    .map(({ secret }) => openJson<TurnRecord>(person.key.bytes, bytesOf(secret)))
    .filter(({ turn }) => turn <= proposal.turn)
    .flatMap(({ at, heard, sent, channel }) => [
      ...(heard
        ? [
            {
              mine: true,
              text: heard.text ?? heard.choice ?? heard.media ?? '',
              at: dayAndTime(new Date(at), zone),
              channel,
            },
          ]
        : []),
      ...sent.map(({ text }) => ({ mine: false, text, at: dayAndTime(new Date(at), zone), channel })),
    ]);
  return {
    name: `${person.secret.names} ${person.secret.surname}`,
    folio: entry.sigteId,
    care: entry.careCode,
    entered: dayOf(entry.enteredOn),
    service: programme.placeName(entry.healthService),
    is: say(ANSWERS[proposal.is] ?? proposal.is),
    state: say(STATES[proposal.state]),
    says: decisionWords(proposal),
    facts: factsOfCase(known, proposal.at, zone),
    approvals: (proposal.approvals ?? []).map(({ by, at }) => `${by}, ${dayAndTime(at, zone)}`),
    talk,
  };
}

/** `counted` — some seconds old; whoever signed an alarm since is seen at once. */
export async function dischargeView(services: Services, programme: Programme, counted: DryRun) {
  const alarms = await signedOf(services, programme, counted.alarms);
  const run = { ...counted, alarms, blocked: alarms.some(({ signed }) => signed === null) };
  const table = (counts: Readonly<Record<string, number>>, label: (name: string) => string) =>
    Object.entries(counts).map(([name, n]) => ({ label: label(name), count: count(n) }));
  return {
    programme: programme.id,
    name: programme.name,
    proposals: run.proposals,
    ready: count(run.proposals),
    blocked: run.blocked,
    states: table(run.byState, (name) => say(STATES[name as ProposalDoc['state']] ?? name)),
    causes: table(run.byCause, (name) => `${name} ${programme.causes.get(Number(name))?.name ?? ''}`),
    alarms: run.alarms.map(({ id, count: n, signed }) => ({
      id,
      count: count(n),
      says: alarmWords(id),
      signed: signed ? `${signed.by}: ${signed.why}` : null,
    })),
  };
}
