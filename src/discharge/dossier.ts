/**
 * The dossier of a proposal: one ZIP with everything a decision rests on, readable by a person and checkable by a program. Every part is
 * named with its hash in a manifest, the manifest is signed (Ed25519), and the links of the audit chains stand in it.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import { open, openJson } from '../privacy/vault.js';
import { writingsFor } from '../portal/files.js';
import type { ProposalDoc } from '../store/documents.js';
import { bytesOf, loadPersons } from '../store/loadConversations.js';
import type { TurnRecord } from '../turn/conversation.js';
import type { Services } from '../turn/services.js';
import { VERSION } from '../version.js';
import { casesOf } from './cases.js';
import { decideBy } from './policy/decide.js';
import type { DischargeCase } from './policy/case.js';
import type { Decision } from './policy/decision.js';
import type { Norm } from './policy/norm.js';
import { entryId } from './entry-id.js';
import { policyOf } from './policy-of.js';
import { contentOf } from './dossier-content.js';
import { readable } from './dossier-page.js';
import { printed } from './dossier-pdf.js';
import { streamOf } from './change.js';

/** What the JSON part holds. */
export interface Dossier {
  readonly dossier: 1;
  readonly software: string;
  readonly madeAt: string;
  readonly programme: string;
  readonly entry: Readonly<Record<string, unknown>>;
  readonly person: Readonly<Record<string, unknown>>;
  readonly proposal: {
    readonly id: string;
    readonly is: string;
    readonly state: string;
    readonly assurance: number;
    readonly approvals: readonly { readonly by: string; readonly at: string }[];
    readonly batch: string | null;
    readonly answer: unknown;
  };
  /** The case as it was when it was decided, the norm by which, and what the policy said. */
  readonly decided: {
    readonly at: string;
    readonly norm: Norm | null;
    readonly case: DischargeCase | null;
    readonly decision: Decision | null;
  };
  /** Every attempt and answer, with receipts. */
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  readonly transcript: readonly Readonly<Record<string, unknown>>[];
  readonly evidence: readonly Readonly<Record<string, unknown>>[];
  readonly holds: readonly Readonly<Record<string, unknown>>[];
  /** The chains: event, link and time of each. */
  readonly audit: readonly {
    readonly stream: string;
    readonly seq: number;
    readonly at: string;
    readonly event: string;
    readonly link: string;
  }[];
}

const manifestShape = z.strictObject({
  dossier: z.literal(1),
  proposal: z.string(),
  madeAt: z.string(),
  parts: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  publicKey: z.string(),
});
type Manifest = z.infer<typeof manifestShape>;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `entry` — of the list; its newest proposal. Throws `UserError` when there is none, or its person was erased. */
export async function makeDossier(
  services: Services,
  programme: Programme,
  entry: string,
): Promise<{ readonly zip: Uint8Array; readonly proposal: string }> {
  const { store, clock } = services;
  const id = entryId(programme, entry);
  const [proposal] = await store.proposals.find({ entry: id }).sort({ at: -1 }).limit(1).toArray();
  if (!proposal)
    throw new UserError(
      'dossier-none',
      `Nothing is proposed of ${entry}.`,
      'Name an entry ("minsal:sigte:43000001", or its SIGTE_ID).',
      1,
    );
  const made = await dossierOf(services, programme, proposal, clock.now());
  const content = contentOf(made);
  const parts: Record<string, Uint8Array> = {
    'dossier.json': bytes(`${JSON.stringify(made, null, 1)}\n`),
    'dossier.html': bytes(readable(content)),
    'dossier.pdf': await printed(content, made.madeAt),
    ...(await files(services, proposal)),
    ...(await writingsFor(services.store, proposal)),
  };
  const manifest: Manifest = {
    dossier: 1,
    proposal: proposal._id,
    madeAt: made.madeAt,
    parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, sha256(part)])),
    publicKey: store.vault.sealPublicKey,
  };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  const zip = zipOf({ ...parts, 'manifest.json': bytes(text), 'manifest.sig': bytes(store.vault.signSeal(text)) });
  return { zip, proposal: proposal._id };
}

/** Stored and undated, so that the same parts are always the same bytes: a changed byte between the parts is found, too. */
const zipOf = (parts: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  zipSync({ ...parts }, { level: 0, mtime: new Date(1980, 0, 1) });

async function dossierOf(
  services: Services,
  programme: Programme,
  proposal: ProposalDoc,
  now: number,
): Promise<Dossier> {
  const { store } = services;
  const [built] = await casesOf(store, programme, [proposal], now);
  if (!built)
    throw new UserError(
      'dossier-erased',
      'The person of this entry was erased: nothing can be read any more.',
      undefined,
      1,
    );
  const { person, entry } = built;
  const key = person.key.bytes;
  const stream = streamOf(proposal);
  const [turns, messages, evidence, holds, audit] = await Promise.all([
    store.turns.find({ conversation: proposal.conversation }).sort({ turn: 1 }).toArray(),
    store.messages.find({ conversation: proposal.conversation }).sort({ at: 1 }).toArray(),
    store.evidence.find({ person: proposal.person }).toArray(),
    store.holds.find({ _id: proposal.entry }).toArray(),
    store.audit.find({ stream: { $in: [proposal.conversation, stream] } }).toArray(),
  ]);
  const norm = policyOf(programme).norms.find(({ id }) => id === proposal.decision?.norm) ?? null;
  const { at: decidedAt, ...decision } = proposal.decision ?? { at: null };
  return {
    dossier: 1,
    software: `vigente ${VERSION}`,
    madeAt: new Date(now).toISOString(),
    programme: programme.id,
    entry: {
      id: entry._id, sigteId: entry.sigteId, localId: entry.localId, type: entry.type, careCode: entry.careCode, enteredOn: entry.enteredOn,
      healthService: entry.healthService, origin: entry.origin, destination: entry.destination, state: entry.state, exitedOn: entry.exitedOn,
      exitCause: entry.exitCause, import: entry.importId, secret: openJson(key, bytesOf(entry.secret)),
    }, // prettier-ignore
    person: {
      id: person.doc._id, document: `${person.doc.documentType ?? ''} ${person.secret.documentNumber ?? ''}`.trim(), names: person.secret.names,
      surname: person.secret.surname, secondSurname: person.secret.secondSurname, birthDate: person.secret.birthDate, registry: person.doc.checked ?? null,
      death: person.doc.death ?? null,
    }, // prettier-ignore
    proposal: {
      id: proposal._id,
      is: proposal.is,
      state: proposal.state,
      assurance: proposal.assurance,
      approvals: (proposal.approvals ?? []).map(({ by, at }) => ({ by, at: at.toISOString() })),
      batch: proposal.batch ?? null,
      answer: proposal.answer ?? null,
    },
    decided: {
      at: decidedAt?.toISOString() ?? '',
      norm,
      case: proposal.case ? openJson<DischargeCase>(key, bytesOf(proposal.case)) : null,
      decision: proposal.decision ? (decision as Decision) : null,
    },
    messages: messages.map(({ person: _, address: __, ...rest }) => rest),
    transcript: turns.map(({ secret }) => {
      const record = openJson<TurnRecord>(key, bytesOf(secret));
      const { heard, sent } = record;
      return {
        turn: record.turn, at: new Date(record.at).toISOString(), channel: record.channel, dialog: `${record.dialog} v${record.version}`,
        from: record.from, to: record.to, assurance: record.assurance,
        heard: heard ? { text: heard.text, choice: heard.choice, media: heard.media, question: heard.question, label: heard.label, why: heard.why } : null,
        said: sent.map(({ text, keys, choices }) => ({ text, keys, choices })), outcomes: record.outcomes, facts: record.facts.map(({ fact }) => fact),
        handOffs: record.handOffs.map(({ queue, reason }) => ({ queue, reason })),
      }; // prettier-ignore
    }),
    evidence: evidence
      .filter(({ entry: of }) => of === null || of === proposal.entry)
      .map(({ _id, kind, source, at, loadedAt, secret }) => ({
        id: _id,
        kind,
        source,
        at,
        loadedAt,
        says: openJson(key, bytesOf(secret)),
      })),
    holds: holds.map(({ at, conversation, lifted }) => ({ at, conversation, lifted: lifted ?? null })),
    audit: audit
      .sort((a, b) => (a.stream === b.stream ? a.seq - b.seq : a.stream < b.stream ? -1 : 1))
      .map(({ stream: of, seq, at, event, link }) => ({ stream: of, seq, at: at.toISOString(), event, link })),
  };
}

/** Photos and voice notes of the conversation, as they came. */
async function files({ store }: Services, proposal: ProposalDoc): Promise<Record<string, Uint8Array>> {
  const found = await store.media.find({ conversation: proposal.conversation, state: 'kept' }).toArray();
  const [person] = (await loadPersons(store, [proposal.person])).values();
  const parts: Record<string, Uint8Array> = {};
  for (const { _id, type, bytes: sealed } of found) {
    if (!sealed || !person) continue;
    parts[`files/${_id.replace(/[^A-Za-z0-9.-]/g, '_')}.${(type.split('/')[1] ?? 'bin').replace(/[^a-z0-9]/g, '')}`] =
      open(person.key.bytes, bytesOf(sealed));
  }
  return parts;
}

export interface DossierCheck {
  readonly ok: boolean;
  readonly proposal: string | null;
  /** What is wrong, by part. */
  readonly problems: readonly string[];
}

/**
 * Is it whole? Every part has the hash the manifest names, none is missing or added, the signature is that of `publicKey` (the one in the
 * manifest unless told), and the policy decides again as it is written.
 */
export function verifyDossier(zip: Uint8Array, publicKey?: string): DossierCheck {
  let parts: Record<string, Uint8Array>;
  try {
    parts = unzipSync(zip);
  } catch (error) {
    return { ok: false, proposal: null, problems: [`the ZIP cannot be read: ${(error as Error).message}`] };
  }
  const problems: string[] = [];
  const { 'manifest.json': manifestBytes, 'manifest.sig': signature, ...rest } = parts;
  if (!manifestBytes || !signature)
    return { ok: false, proposal: null, problems: ['there is no manifest, or no signature'] };
  let manifest: Manifest;
  try {
    manifest = manifestShape.parse(JSON.parse(new TextDecoder().decode(manifestBytes)));
  } catch {
    return { ok: false, proposal: null, problems: ['manifest.json cannot be read'] };
  }
  if (publicKey !== undefined && manifest.publicKey !== publicKey)
    problems.push('manifest.json: signed with another key');
  if (!isSigned(manifestBytes, new TextDecoder().decode(signature), publicKey ?? manifest.publicKey))
    problems.push('manifest.json: the signature is wrong');
  for (const [name, hash] of Object.entries(manifest.parts)) {
    const part = rest[name];
    if (!part) problems.push(`${name}: missing`);
    else if (sha256(part) !== hash) problems.push(`${name}: changed`);
  }
  for (const name of Object.keys(rest)) if (!(name in manifest.parts)) problems.push(`${name}: added`);
  if (problems.length === 0 && Buffer.compare(zip, zipOf(parts)) !== 0)
    problems.push('the ZIP: changed between its parts');
  const json = rest['dossier.json'];
  if (json && problems.length === 0) problems.push(...decidesAgain(json));
  return { ok: problems.length === 0, proposal: manifest.proposal, problems };
}

function decidesAgain(json: Uint8Array): string[] {
  const { decided } = JSON.parse(new TextDecoder().decode(json)) as Dossier;
  if (!decided.norm || !decided.case || !decided.decision) return [];
  const again = decideBy(decided.norm, decided.case);
  return JSON.stringify(sorted(again)) === JSON.stringify(sorted(decided.decision))
    ? []
    : ['dossier.json: the policy decides otherwise on this case'];
}

const sorted = (value: object) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

function isSigned(text: Uint8Array, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify(null, text, key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}
