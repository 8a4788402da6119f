/** A list goes into the database: new people and entries are inserted, changes are a delta, what a person confirmed stands. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import { claimKind, DURABLE, type Store } from '../store/store.js';
import type { AuditDoc } from '../store/documents.js';
import { noteHead } from '../store/logAct.js';
import { handleEvents } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import { VanishedEntries } from './full-list.js';
import type { ListBatch, ListSummary } from './list.js';
import { readList } from './read-list.js';
import { ReportWriter } from './report.js';
import { BEFORE_EXPORT } from '../store/discharge-documents.js';
import { entryId, writeEntries } from './write-entries.js';
import { writePeople, type ImportRun } from './write-people.js';

export interface ImportOptions {
  /** Reference date, yyyy-mm-dd. */
  readonly today: string;
  readonly reportFile?: string;
  /** What the file is called, where it lies under another name. */
  readonly name?: string;
  /** Entries that the file lacks leave the list; refused when more than 5 % would. */
  readonly fullList?: boolean;
  /**
   * Invented people: a database is for them or for real ones, never both. Undefined: so it is when the list has mail addresses
   * in `.example`, which nobody real can have (RFC 2606): lists made by a generator say so.
   */
  readonly synthetic?: boolean;
  /** Ask the new people at once, without a campaign. */
  readonly askAtOnce?: boolean;
  /** Rows written at once; 2,000 unless told. */
  readonly batchSize?: number;
  onProgress?(bytesRead: number, totalBytes: number): void;
}

export interface ImportResult extends ListSummary {
  readonly file: string;
  readonly importId: string;
  readonly newPeople: number;
  readonly newEntries: number;
  readonly changedEntries: number;
  readonly closedEntries: number;
  /** Confirmed by a person and different in the file: kept for review. */
  readonly differences: number;
  readonly synthetic: boolean;
  readonly vanished: number;
  /** Rows that were in the database from an import that was interrupted. */
  readonly resumedAfterLine: number;
  readonly seconds: number;
}

/** Rows of one batch: two inserts and one audit link. Larger ones were no faster on either engine. */
const BATCH = 2000;

/** Entries whose conversations are told together: a full list may close a hundred thousand at once. */
const LEFT_AT_ONCE = 1000;

/** Share of the open entries that a full list may lack before it is refused: more looks like the wrong file. */
const MAX_VANISHED = 0.05;

/** Throws `UserError` for a file that cannot be read, the wrong kind of database, or a full list that lacks too much. */
export async function importList(
  services: Services,
  file: string,
  programme: Programme,
  options: ImportOptions,
): Promise<ImportResult> {
  const started = process.hrtime.bigint();
  const { store } = services;
  const print = await fingerprint(file);
  const importId = `${programme.id}:${print.hash}`;
  const synthetic = options.synthetic ?? print.invented;
  await claimKind(store, synthetic ? 'synthetic' : 'real');
  const before = await begin(services, importId, file, programme, options);
  const run: ImportRun = {
    services,
    programme,
    importId,
    today: options.today,
    synthetic,
    ...(options.askAtOnce === undefined ? {} : { askAtOnce: options.askAtOnce }),
    now: services.clock.now(),
    resumed: before.interrupted,
    watched: await watchedEntries(store, programme.id),
  };
  const lists = readList(file, {
    today: options.today,
    batchSize: options.batchSize ?? BATCH,
    onProgress: options.onProgress,
  });
  const vanished = options.fullList ? new VanishedEntries() : null;
  const counts = { newPeople: 0, newEntries: 0, changedEntries: 0, closedEntries: 0, differences: 0 };
  const report =
    options.reportFile === undefined ? null : await ReportWriter.open(options.reportFile, options.name ?? file);
  let audit = before.audit;
  // The next batch is read while the one before is written: the program and the database server each have a core.
  let writing: Promise<void> = Promise.resolve();
  const write = async (batch: ListBatch): Promise<void> => {
    const written = await writeBatch(run, batch);
    counts.newPeople += written.newPeople;
    counts.newEntries += written.newEntries;
    counts.changedEntries += written.changedEntries;
    counts.closedEntries += written.closed.length;
    counts.differences += written.differences;
    await leave(services, [...written.closed, ...written.closedBefore]);
    audit = await auditBatch(store, importId, audit, batch, written, run.now);
    await store.imports.updateOne({ _id: importId }, { $set: { lastLine: batch.lastLine } }, DURABLE);
  };
  try {
    for (;;) {
      const step = await lists.next();
      await writing;
      if (step.done) {
        const gone = vanished ? await vanished.close(run, MAX_VANISHED) : [];
        await leave(services, gone);
        await store.imports.updateOne(
          { _id: importId },
          {
            $set: {
              state: 'done',
              finishedAt: new Date(services.clock.now()),
              rows: step.value.rows,
              lastLine: step.value.lastLine,
              changed: counts.newEntries + counts.changedEntries,
            },
          },
          DURABLE,
        );
        const seconds = Number((Number(process.hrtime.bigint() - started) / 1e9).toFixed(3));
        await report?.close(step.value, seconds);
        return {
          ...step.value,
          ...counts,
          file: options.name ?? basename(file),
          importId,
          synthetic,
          vanished: gone.length,
          resumedAfterLine: before.lastLine,
          seconds,
        };
      }
      await report?.add(step.value.findings);
      for (const row of step.value.rows) vanished?.saw(run, row.entry.identity);
      // A row that was refused still names its entry: a typo in it closes nobody's place.
      for (const identity of step.value.refusedIdentities) vanished?.saw(run, identity);
      if (step.value.lastLine <= before.lastLine) continue;
      writing = write(step.value);
      writing.catch(() => {}); // it is awaited in the next round, which throws what went wrong
    }
  } catch (error) {
    await writing.catch(() => {});
    await report?.discard();
    await lists.return(undefined as never).catch(() => undefined);
    throw error;
  }
}

/** Entries whose discharge is proposed: that this list shows them open is written down, for it must be so when they are exported. */
async function noteSeenOpen(run: ImportRun, rows: ListBatch['rows']): Promise<void> {
  const { proposals } = run.services.store;
  const open = rows
    .filter(({ entry }) => entry.exitedOn === null)
    .map(({ entry }) => entryId(run, entry.identity))
    .filter((id) => run.watched?.has(id));
  if (open.length > 0) await proposals.updateMany({ entry: { $in: open } }, { $set: { seenOpenOn: run.today } });
}

async function watchedEntries(store: Store, programme: string): Promise<ReadonlySet<string>> {
  const found = store.proposals
    .find({ programme, state: { $in: [...BEFORE_EXPORT] } })
    .project<{ entry: string }>({ entry: 1 });
  const watched = new Set<string>();
  for await (const { entry } of found) watched.add(entry);
  return watched;
}

async function writeBatch(run: ImportRun, batch: ListBatch) {
  const people = await writePeople(run, batch.rows);
  const entries = await writeEntries(run, batch.rows, people);
  await noteSeenOpen(run, batch.rows);
  return {
    newPeople: people.inserted,
    differences: people.differences + entries.conflicts,
    newEntries: entries.inserted,
    changedEntries: entries.changed,
    closed: entries.closed,
    closedBefore: entries.closedBefore,
  };
}

/** Same bytes, same import: a second run of a finished one compares and changes nothing, of an interrupted one goes on. */
async function fingerprint(file: string): Promise<{ readonly hash: string; readonly invented: boolean }> {
  const hash = createHash('sha256');
  let invented = false;
  let tail = '';
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (invented) continue;
      const text = tail + chunk.toString('latin1');
      invented = INVENTED_MAIL.test(text);
      tail = text.slice(-100);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a folder'
          : `it cannot be read (${code})`;
    throw new UserError('file-unreadable', `${file}: ${why}.`, 'Give the path of the list, a CSV file.');
  }
  return { hash: hash.digest('hex').slice(0, 24), invented };
}

const INVENTED_MAIL = /@[\w.-]+\.example\b/i;

async function begin(services: Services, importId: string, file: string, programme: Programme, options: ImportOptions) {
  const { store, clock } = services;
  const found = await store.imports.findOne({ _id: importId });
  if (!found) {
    const startedAt = new Date(clock.now());
    await store.imports.insertOne(
      {
        _id: importId,
        programme: programme.id,
        file: options.name ?? basename(file),
        state: 'reading',
        lastLine: 0,
        today: options.today,
        startedAt,
        finishedAt: null,
        rows: 0,
        changed: 0,
      },
      DURABLE,
    );
  } else if (found.state !== 'reading') {
    await store.imports.updateOne({ _id: importId }, { $set: { state: 'reading', lastLine: 0 } }, DURABLE);
  }
  const last = await store.audit
    .find({ stream: `import:${importId}` })
    .sort({ seq: -1 })
    .limit(1)
    .next();
  return {
    lastLine: found?.state === 'reading' ? found.lastLine : 0,
    interrupted: found?.state === 'reading',
    audit: { seq: last?.seq ?? 0, head: last?.link ?? '' },
  };
}

/** One audit link a batch: what it held and what it did, by line and count. */
async function auditBatch(
  store: Store,
  importId: string,
  { seq, head }: { seq: number; head: string },
  batch: ListBatch,
  written: { newEntries: number; changedEntries: number },
  now: number,
) {
  const stream = `import:${importId}`;
  const event = JSON.stringify([
    'batch',
    batch.lastLine,
    batch.rows.length,
    written.newEntries,
    written.changedEntries,
  ]);
  const link = store.vault.auditLink(head, stream, seq + 1, event, now);
  const row: AuditDoc = { _id: `${stream}:${seq + 1}`, stream, seq: seq + 1, at: new Date(now), event, link };
  await store.audit.updateOne(
    { _id: row._id },
    { $setOnInsert: { stream, seq: row.seq, at: row.at, event, link } },
    { upsert: true },
  );
  await noteHead(store, row);
  return { seq: seq + 1, head: link };
}

/** Entries that closed leave their conversations at once; what was queued about them is withdrawn (REQUIREMENTS M14). */
async function leave(services: Services, closed: readonly { person: string; entry: string }[]): Promise<void> {
  for (let from = 0; from < closed.length; from += LEFT_AT_ONCE) {
    const byPerson = new Map<string, string[]>();
    for (const { person, entry } of closed.slice(from, from + LEFT_AT_ONCE)) {
      const entries = byPerson.get(person);
      if (entries) entries.push(entry);
      else byPerson.set(person, [entry]);
    }
    const live = await services.store.conversations
      .find({ person: { $in: [...byPerson.keys()] }, live: true })
      .project<{ _id: string; person: string }>({ person: 1 })
      .toArray();
    const at = services.clock.now();
    const events = live.flatMap(({ _id, person }) =>
      (byPerson.get(person) ?? []).map((entry) => ({
        conversation: _id,
        event: { kind: 'entryClosed' as const, eventId: `closed:${entry}:${at}`, at, entry },
      })),
    );
    await handleEvents(services, events);
  }
}
