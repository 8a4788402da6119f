/**
 * `vigente discharge requests`: who knows what is waited for? One file a source, with the people and entries it is asked about, encrypted to
 * the key of whoever answers (age, C2SP). The answer is the same file filled in, and read by `vigente load …`.
 */
import { Encrypter } from 'age-encryption';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../domain/failure.js';
import { runCheckDigit } from '../domain/document-number.js';
import { EVIDENCE_FILES } from '../load/evidence.js';
import { REGISTRY_COLUMNS } from '../load/registry.js';
import type { Programme } from '../programmes/programme.js';
import type { ProposalDoc } from '../store/documents.js';
import { loadPersons, type KnownPerson } from '../store/loadConversations.js';
import type { Services } from '../turn/services.js';
import { line } from '../files/csv.js';
import type { Wait } from './policy/decision.js';
import { policyOf } from './policy-of.js';

/** What each wait is asked from. A hold ends by itself; a review and a day are for people here. */
const SOURCES = {
  registry: { about: 'person', columns: REGISTRY_COLUMNS, load: 'registry' },
  insurer: { about: 'person', columns: EVIDENCE_FILES.insurer.columns, load: 'insurer' },
  network: { about: 'entry', columns: EVIDENCE_FILES.network.columns, load: 'network' },
  writing: { about: 'entry', columns: EVIDENCE_FILES.writings.columns, load: 'writings' },
  call: { about: 'entry', columns: EVIDENCE_FILES.calls.columns, load: 'calls' },
} as const satisfies Partial<Record<Wait, { about: 'person' | 'entry'; columns: readonly string[]; load: string }>>;
export type RequestSource = keyof typeof SOURCES;

export interface RequestFile {
  readonly source: RequestSource;
  readonly rows: number;
  readonly file: string;
  /** The command that reads the answer. */
  readonly answer: string;
}

/**
 * Writes `request-<source>.csv.age` into `folder` for each source with something to ask. `recipients` — age public keys ("age1…"), by
 * source or `all`. Throws `UserError` for a key that is none, or a source with none.
 */
export async function writeRequests(
  services: Services,
  programme: Programme,
  folder: string,
  recipients: Readonly<Record<string, string>>,
): Promise<RequestFile[]> {
  policyOf(programme);
  const rows = await askedOf(services, programme);
  const files: RequestFile[] = [];
  for (const [source, lines] of rows) {
    const { columns, load } = SOURCES[source];
    const recipient = recipients[source] ?? recipients['all'];
    if (recipient === undefined)
      throw new UserError(
        'recipient-missing',
        `To whom is the request to ${source} encrypted?`,
        `Add --recipient ${source}=age1… or --recipient all=age1…`,
      );
    const text = `\ufeff${[columns.join(';'), ...lines].join('\r\n')}\r\n`;
    const file = join(folder, `request-${source}.csv.age`);
    await writeFile(file, await encrypted(text, recipient), { mode: 0o600 });
    files.push({ source, rows: lines.length, file, answer: `vigente load ${load} FILE --source NAME` });
  }
  return files;
}

async function encrypted(text: string, recipient: string): Promise<Uint8Array> {
  const age = new Encrypter();
  try {
    age.addRecipient(recipient);
  } catch {
    throw new UserError(
      'recipient-wrong',
      `"${recipient.slice(0, 12)}…" is no age public key.`,
      'Make a pair with: age-keygen; give the line "age1…".',
    );
  }
  return age.encrypt(text);
}

/** The columns of a source, and what is asked of it now. */
export async function rowsFor(
  services: Services,
  programme: Programme,
  source: RequestSource,
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly string[] }> {
  policyOf(programme);
  return { columns: SOURCES[source].columns, rows: (await askedOf(services, programme)).get(source) ?? [] };
}

/** The lines of each file: a person or an entry once, however many proposals wait for it. */
async function askedOf(services: Services, programme: Programme): Promise<Map<RequestSource, string[]>> {
  const { store } = services;
  const asked = new Map<RequestSource, Map<string, string>>();
  const note = (source: RequestSource, key: string, cells: readonly string[]) => {
    const lines = asked.get(source) ?? new Map<string, string>();
    asked.set(source, lines);
    if (!lines.has(key)) lines.set(key, line([...cells, ...SOURCES[source].columns.slice(cells.length).map(() => '')]));
  };
  const waiting = await store.proposals
    .find({ programme: programme.id, state: 'proposed', 'decision.is': 'waits' })
    .project<Pick<ProposalDoc, '_id' | 'entry' | 'person' | 'decision'>>({ entry: 1, person: 1, decision: 1 })
    .toArray();
  // A death that was told and not yet matched is asked about, too: it freezes somebody who may be alive.
  const reported = await store.persons
    .find({ programme: programme.id, 'death.denied': false })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const BATCH = 500;
  for (let at = 0; at < waiting.length; at += BATCH) {
    const some = waiting.slice(at, at + BATCH);
    const persons = await loadPersons(
      store,
      some.map(({ person }) => person),
    );
    const entries = await store.entries
      .find({ _id: { $in: some.map(({ entry }) => entry) } })
      .project<{ _id: string; sigteId: string }>({ sigteId: 1 })
      .toArray();
    const folios = new Map(entries.map(({ _id, sigteId }) => [_id, sigteId]));
    for (const { entry, person: id, decision } of some) {
      if (decision?.is !== 'waits') continue;
      for (const wait of decision.for) {
        if (!(wait in SOURCES)) continue;
        const source = wait as RequestSource;
        const person = persons.get(id);
        const document = person ? writtenDocument(person) : '';
        if (SOURCES[source].about === 'person') {
          if (document !== '') note(source, id, [document]);
        } else if (folios.get(entry)) note(source, entry, [folios.get(entry) ?? '']);
      }
    }
  }
  for (let at = 0; at < reported.length; at += BATCH)
    for (const [id, person] of await loadPersons(
      store,
      reported.slice(at, at + BATCH).map(({ _id }) => _id),
    )) {
      const document = writtenDocument(person);
      if (document !== '' && person.doc.checked?.dead !== true) note('registry', id, [document]);
    }
  return new Map([...asked].map(([source, lines]) => [source, [...lines.values()]]));
}

const writtenDocument = ({ doc, secret }: KnownPerson): string =>
  doc.documentType === 'RUN' && secret.documentNumber
    ? `${secret.documentNumber}-${runCheckDigit(Number(secret.documentNumber))}`
    : '';
