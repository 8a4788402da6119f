/**
 * A waiver in writing: the text that is shown, the full name typed under it, by somebody of whom it is known who they are (level 3). It becomes
 * evidence of the kind `writing`, which the policy asks for; it discharges nobody.
 */
import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { writeRun, type Run } from '../domain/document-number.js';
import { addEvidence } from '../discharge/evidence.js';
import { BEFORE_EXPORT } from '../store/discharge-documents.js';
import type { EntryDoc, PortalFileDoc, PortalProofs } from '../store/documents.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';
import { monthOf } from '../words/render.js';
import { keepFile } from './files.js';
import { refOf, type Look } from './view.js';
import { documentName } from './words/index.js';
import { writingPdf } from './writing-pdf.js';

export interface Writable {
  readonly entry: EntryDoc;
  /** What is read and signed, word for word. */
  readonly statement: string;
}

/** What may be signed for: given up in their own words, still with us, and not signed yet. */
export async function writable(services: Services, look: Look, ref: string): Promise<Writable | null> {
  const { store } = services;
  const { person } = look;
  const mine = await store.entries.find({ person: person.doc._id, state: 'open' }).toArray();
  const entry = mine.find(({ _id }) => refOf(services, _id) === ref);
  if (!entry || entry.outcome?.is !== 'refuses') return null;
  const [standing, signed] = await Promise.all([
    store.proposals.findOne({ entry: entry._id, is: 'refuses', state: { $in: [...BEFORE_EXPORT] } }),
    store.portalFiles.findOne({ person: person.doc._id, kind: 'writing', entry: entry._id }),
  ]);
  return standing && !signed ? { entry, statement: statementOf(look, entry) } : null;
}

function statementOf({ programme, person, locale, t }: Look, entry: EntryDoc): string {
  return t('statement', {
    name: fullNameOf(person.secret),
    document: documentName(programme.country).split(',')[0] ?? '',
    number: numberOf(person),
    month: monthOf(entry.enteredOn.slice(0, 7), { locale }),
    place: programme.placeName(entry.healthService),
    folio: entry.sigteId || entry.localId,
  });
}

const fullNameOf = ({ names, surname, secondSurname }: Look['person']['secret']): string =>
  [names, surname, secondSurname].filter(Boolean).join(' ');

const numberOf = ({ doc, secret }: Look['person']): string =>
  doc.documentType === 'RUN' && secret.documentNumber
    ? writeRun(secret.documentNumber as Run)
    : (secret.documentNumber ?? '');

/** Is it their name? Given names and first surname whole, in any case and with or without marks; nothing that is not theirs. */
export function isTheirName({ secret }: Look['person'], typed: string): boolean {
  const given = partsOf(typed);
  const needed = partsOf(`${secret.names} ${secret.surname}`);
  const all = new Set([...needed, ...partsOf(secret.secondSurname)]);
  return needed.length > 0 && needed.every((part) => given.includes(part)) && given.every((part) => all.has(part));
}

const partsOf = (name: string): string[] =>
  name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}]+/u).filter(Boolean); // prettier-ignore

export interface Signature {
  readonly name: string;
  readonly proofs: PortalProofs;
}

/** Keeps the PDF, and tells the policy. Signed twice at once it is one. */
export async function sign(
  services: Services,
  look: Look,
  { entry, statement }: Writable,
  { name, proofs }: Signature,
): Promise<PortalFileDoc> {
  const { store, clock } = services;
  const { programme, person, locale, t } = look;
  const at = new Date(clock.now());
  const hash = createHash('sha256').update(statement).digest('hex');
  const when = DateTime.fromJSDate(at, { zone: programme.zone });
  const proof = proofs.provider ? t('pdfProofProvider', { issuer: proofs.provider.issuer }) : t('pdfProofCode');
  const bytes = await writingPdf({
    title: t('pdfTitle'),
    sender: programme.numbers.sender,
    statement,
    facts: [
      t('pdfBy', { name }),
      t('pdfAt', { at: when.toFormat('yyyy-MM-dd HH:mm:ss'), zone: programme.zone }),
      t('pdfProof', { proof }),
      t('pdfHash', { hash }),
    ],
    at,
    language: locale,
  });
  const said = {
    statement,
    name,
    hash,
    at: at.toISOString(),
    proof: proofs.provider ? `oidc ${proofs.provider.issuer}` : 'code+document',
  };
  const file = await keepFile(services, programme, person, {
    kind: 'writing',
    type: 'application/pdf',
    bytes,
    entry: entry._id,
    said,
  });
  await addEvidence(services, programme, [
    {
      kind: 'writing',
      person,
      entry: entry._id,
      source: 'Portal',
      at: at.getTime(),
      says: { receivedOn: when.toISODate() ?? '', reference: `portal ${file._id} sha256 ${file.sha256}` },
    },
  ]);
  await logAct(store, `portal:${programme.id}`, ['signed', person.doc._id, entry._id, file._id, file.sha256, hash], at);
  return file;
}
