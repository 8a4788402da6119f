/**
 * Approved discharges leave as a file. A withdrawal beats it (DESIGN §3.8): each proposal is marked exported first and then it is looked
 * once more whether its person has said otherwise; the file gets its name only when nobody has. Killed anywhere, the next run clears up.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, resolve } from 'node:path';
import { UserError } from '../domain/failure.js';
import { openJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { BatchDoc, ProposalDoc } from '../store/documents.js';
import { bytesOf } from '../store/loadConversations.js';
import { DURABLE } from '../store/store.js';
import { incidentOf } from '../turn/banner.js';
import type { Services } from '../turn/services.js';
import { sums } from './alarms.js';
import { countedOf, openAlarms } from './batch.js';
import { casesOf, CASES_AT_ONCE, type BuiltCase, type EntrySecret } from './cases.js';
import { changeProposals, type ProposalChange } from './change.js';
import { clearUp } from './clear-up.js';
import { close, type Marked } from './closing.js';
import { drain, gatesOf } from './gates.js';
import { logAct } from '../store/logAct.js';
import { decide } from './policy/decide.js';
import { policyOf } from './policy-of.js';
import { changeOf } from './propose.js';
import { resolverOf, type Resolver } from './resolver.js';
import { rowOf } from './row.js';
import { missingIn, SIGTE_HEADER, sigteCells, sigteLine } from './sigte.js';
import { userWho } from './who.js';

export interface ExportOptions {
  readonly by: string;
  readonly out: string;
  readonly resolver?: Partial<Resolver>;
  /** Tests look between the marks and the file. */
  readonly beforeClosing?: () => Promise<void>;
}

export interface Exported {
  /** null = there was nothing to export. */
  readonly batch: string | null;
  readonly rows: number;
  readonly byCause: Readonly<Record<string, number>>;
  /** Approved ones that stay, by why. */
  readonly left: Readonly<Record<string, number>>;
  /** Columns that rows lack: those stay, too. */
  readonly missing: Readonly<Record<string, number>>;
  /** People who said "I do need it" while the file was made. */
  readonly withdrawn: number;
  readonly file: { readonly name: string; readonly sha256: string } | null;
}

/** Throws `UserError`: the user may not, an alarm is not signed, an incident is on, nobody is named as resolver. */
export async function exportSigte(services: Services, programme: Programme, options: ExportOptions): Promise<Exported> {
  const { store, clock } = services;
  const policy = policyOf(programme);
  await userWho(store, options.by, 'export');
  const resolver = resolverOf(policy, options.resolver);
  const out = resolve(options.out);
  if (existsSync(out))
    throw new UserError(
      'file-exists',
      `${options.out} exists already.`,
      'Name another: a file that left is never written over.',
    );
  if ((await incidentOf(services)) !== null)
    throw new UserError(
      'incident-on',
      'An incident is on: nothing is exported.',
      'End it first: vigente incident end',
      1,
    );
  await clearUp(services, programme);
  // What somebody wrote while the database was away holds their discharge back like any other word.
  await services.bringInSpooled();

  const approved = await store.proposals.find({ programme: programme.id, state: 'approved' }).toArray();
  const left: Record<string, number> = {};
  const missing: Record<string, number> = {};
  const add = (into: Record<string, number>, name: string) => (into[name] = (into[name] ?? 0) + 1);
  const found: Ready[] = [];
  for (let at = 0; at < approved.length; at += CASES_AT_ONCE)
    found.push(
      ...(await readyOf(services, programme, approved.slice(at, at + CASES_AT_ONCE), resolver, left, missing)),
    );
  // Said twice, in two conversations: one row, of the newest.
  const newest = new Map<string, Ready>();
  for (const each of found.sort((a, b) => a.built.proposal.at.getTime() - b.built.proposal.at.getTime())) {
    if (newest.has(each.built.proposal.entry)) add(left, 'left-already');
    newest.set(each.built.proposal.entry, each);
  }
  const ready = [...newest.values()];
  const nothing = { batch: null, rows: 0, byCause: {}, left, missing, withdrawn: 0, file: null };
  if (ready.length === 0) return nothing;
  const alarms = await openAlarms(
    services,
    programme,
    ready.map(({ built }) => countedOf(built)),
  );
  const unsigned = alarms.filter(({ signed }) => signed === null);
  if (unsigned.length > 0)
    throw new UserError(
      'alarms-open',
      `Nothing leaves: ${unsigned.map(({ id, count, says }) => `${id} (${count}: ${says})`).join('; ')}`,
      'Look at them, then: vigente discharge sign ALARM --by NAME --why TEXT',
      1,
    );

  const batch: BatchDoc = {
    _id: `${programme.id}:${services.newId()}`,
    programme: programme.id,
    by: options.by,
    state: 'open',
    openedAt: new Date(clock.now()),
    host: hostname(),
    pid: process.pid,
  };
  await store.batches.insertOne(batch, DURABLE);
  const marked: Marked[] = [];
  for (let at = 0; at < ready.length; at += CASES_AT_ONCE) {
    const some = ready.slice(at, at + CASES_AT_ONCE);
    const won = await mark(services, batch._id, options.by, some);
    marked.push(...won);
    for (let lost = some.length - won.length; lost > 0; lost -= 1) add(left, 'changed-meanwhile');
  }
  await options.beforeClosing?.();
  const { staying, withdrawn, closedAt } = await close(services, marked, left);
  const { file, sha256 } = await writeFileOf(services, batch, out, staying);
  const count = (keys: (built: BuiltCase) => string) => Object.fromEntries(sums(staying, ({ built }) => [keys(built)]));
  const byCause = Object.fromEntries(sums(staying, ({ built }) => [String(countedOf(built).cause)]));
  await store.batches.updateOne(
    { _id: batch._id },
    {
      $set: {
        state: 'written', closedAt: new Date(closedAt), rows: staying.length, byCause, byService: count(({ entry }) => String(entry.healthService)),
        byEstablishment: count(({ entry }) => entry.destination),
      },
    },
    DURABLE,
  ); // prettier-ignore
  await logAct(
    store,
    `batch:${programme.id}`,
    ['exported', batch._id, options.by, staying.length, sha256],
    new Date(clock.now()),
  );
  return { batch: batch._id, rows: staying.length, byCause, left, missing, withdrawn, file: { name: file, sha256 } };
}

interface Ready {
  readonly built: BuiltCase;
  readonly line: string;
}

/** Those that the policy, the gates and SIGTE's own rules let go now. What the policy no longer allows goes back. */
async function readyOf(
  services: Services,
  programme: Programme,
  proposals: readonly ProposalDoc[],
  resolver: Resolver,
  left: Record<string, number>,
  missing: Record<string, number>,
): Promise<Ready[]> {
  const { store, clock } = services;
  const add = (into: Record<string, number>, name: string) => (into[name] = (into[name] ?? 0) + 1);
  const unwritten = await drain(services, [...new Set(proposals.map(({ person }) => person))]);
  const still = await store.proposals
    .find({ _id: { $in: proposals.map(({ _id }) => _id) }, state: 'approved' })
    .toArray();
  for (let gone = proposals.length - still.length; gone > 0; gone -= 1) add(left, 'withdrawn');
  const now = clock.now();
  const cases = await casesOf(store, programme, still, now);
  const gates = await gatesOf(services, programme, cases);
  const ready: Ready[] = [];
  const back: ProposalChange[] = [];
  for (const built of cases) {
    const { proposal, entry, person, known } = built;
    const gate = gates.get(proposal._id) ?? (unwritten.has(proposal.person) ? 'unread-message' : undefined);
    const decision = decide(programme.policy, known);
    if (decision.is !== 'allowed') {
      back.push(changeOf(built, decision, now));
      add(left, decision.is === 'waits' ? `waits:${decision.for.join(',')}` : decision.why.join(','));
    } else if (gate) add(left, gate);
    else {
      const secret = openJson<EntrySecret>(person.key.bytes, bytesOf(entry.secret));
      const cells = sigteCells(rowOf(built, secret, decision, resolver));
      const lacks = missingIn(cells);
      for (const column of lacks) add(missing, column);
      if (lacks.length > 0) add(left, 'incomplete');
      else ready.push({ built, line: sigteLine(cells) });
    }
  }
  await changeProposals(store, back, now);
  return ready;
}

async function mark({ store, clock }: Services, batch: string, by: string, ready: readonly Ready[]): Promise<Marked[]> {
  const changes = ready.map(({ built: { proposal } }): ProposalChange => ({
    proposal,
    event: ['exported', by, batch],
    set: { state: 'exported', batch },
  }));
  const won = new Map((await changeProposals(store, changes, clock.now())).map((each) => [each._id, each]));
  return ready.flatMap(({ built, line }) => {
    const proposal = won.get(built.proposal._id);
    return proposal ? [{ proposal, built, line }] : [];
  });
}

/** The file is on disk under another name before it gets its own; the batch knows both before that. */
async function writeFileOf(
  { store }: Services,
  batch: BatchDoc,
  out: string,
  staying: readonly Marked[],
): Promise<{ file: string; sha256: string }> {
  const text = `\ufeff${[SIGTE_HEADER, ...staying.map(({ line }) => line)].join('\r\n')}\r\n`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  const part = `${out}.part`;
  const handle = await open(part, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await store.batches.updateOne({ _id: batch._id }, { $set: { files: [{ name: out, sha256 }] } }, DURABLE);
  await rename(part, out);
  return { file: basename(out), sha256 };
}
