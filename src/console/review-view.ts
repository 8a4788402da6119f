/** A case, and a batch, as the pages show them. */
import { signedOf, type DryRun } from '../discharge/batch.js';
import { casesOf } from '../discharge/cases.js';
import { openJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { ProposalDoc } from '../store/documents.js';
import { bytesOf } from '../store/loadConversations.js';
import type { TurnRecord } from '../turn/conversation.js';
import type { Services } from '../turn/services.js';
import { count, dayAndTime } from './numbers.js';
import { alarmWords, ANSWERS, BARRIER_WORDS, decisionWords, STATES } from './review-words.js';

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
  const { outcome, evidence } = known;
  const day = (iso: string) => iso.split('-').reverse().join('-');
  return {
    name: `${person.secret.names} ${person.secret.surname}`,
    folio: entry.sigteId,
    care: entry.careCode,
    entered: day(entry.enteredOn),
    service: programme.placeName(entry.healthService),
    is: ANSWERS[proposal.is] ?? proposal.is,
    state: STATES[proposal.state],
    says: decisionWords(proposal),
    facts: [
      ['Respondió', dayAndTime(proposal.at, zone)],
      ['Identidad', `nivel ${outcome.assurance}, ${outcome.by === 'self' ? 'la persona' : outcome.by}`],
      [
        'Número',
        outcome.number === 'validated'
          ? 'confirmado como suyo'
          : outcome.number === 'reachable'
            ? 'responde'
            : 'sin confirmar',
      ],
      ['Confirmó', `${outcome.confirmations} veces${outcome.toldLoss ? ', se le dijo qué pierde' : ''}`],
      ...(outcome.barrier ? [['Qué se lo impide', BARRIER_WORDS[outcome.barrier] ?? outcome.barrier]] : []),
      ...(outcome.place ? [['Dónde', outcome.place]] : []),
      ...(outcome.date ? [['Cuándo', outcome.date]] : []),
      [
        'Registro Civil',
        known.person.registry
          ? `${known.person.registry.is === 'alive' ? 'vive' : known.person.registry.is === 'dead' ? `falleció ${known.person.registry.diedOn ?? ''}` : 'no existe'} (${known.person.registry.reference})`
          : 'sin consultar',
      ],
      ...(evidence.insurer ? [['Seguro', `código ${evidence.insurer.insurer} (${evidence.insurer.reference})`]] : []),
      ...(evidence.network
        ? [
            [
              'Informe',
              `${day(evidence.network.on)}, ${evidence.network.establishment} (${evidence.network.reference})`,
            ],
          ]
        : []),
      ...(evidence.writing ? [['Escrito', `${day(evidence.writing.receivedOn)} (${evidence.writing.reference})`]] : []),
      ...(evidence.call
        ? [
            [
              'Llamada',
              `${evidence.call.confirmed ? 'confirma' : 'no confirma'}, ${evidence.call.by} (${evidence.call.reference})`,
            ],
          ]
        : []),
      ...(evidence.sameCare
        ? [['Misma atención', `${evidence.sameCare.is ? 'sí' : 'no'}, ${evidence.sameCare.by}`]]
        : []),
      ['Vista abierta en la lista', known.entry.seenOpenOn ? day(known.entry.seenOpenOn) : 'no'],
    ],
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
    ready: count(run.proposals),
    blocked: run.blocked,
    states: table(run.byState, (name) => STATES[name as ProposalDoc['state']] ?? name),
    causes: table(run.byCause, (name) => `${name} ${programme.causes.get(Number(name))?.name ?? ''}`),
    alarms: run.alarms.map(({ id, count: n, signed }) => ({
      id,
      count: count(n),
      says: alarmWords(id),
      signed: signed ? `${signed.by}: ${signed.why}` : null,
    })),
  };
}
