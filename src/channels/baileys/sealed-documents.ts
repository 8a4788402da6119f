/** Values by name in `baileysAuth`, sealed. The names hold numbers of people, so only their blind index is stored. */
import { createHmac, hkdfSync } from 'node:crypto';
import type { AnyBulkWriteOperation, Binary, Collection, Db } from 'mongodb';
import { open, seal } from '../../privacy/vault.js';

interface SealedDoc {
  readonly _id: string;
  readonly sealed: Binary | Buffer;
}
/** An acknowledged key must survive a crash: with an older one no message can be read any more. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

export class SealedDocuments {
  readonly #docs: Collection<SealedDoc>;
  readonly #sealKey: Buffer;
  readonly #nameKey: Buffer;
  /** Writes in the order they were asked for; a read sees all before it. */
  #last: Promise<unknown> = Promise.resolve();

  /** `sealKey` — 32 bytes. With another key the stored values are as good as not there. */
  constructor(db: Db, sealKey: Buffer) {
    this.#docs = db.collection<SealedDoc>('baileysAuth');
    this.#sealKey = sealKey;
    this.#nameKey = Buffer.from(hkdfSync('sha256', sealKey, '', 'vigente baileys names', 32));
  }

  /** Texts by name; a name that is not stored is not in the map. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#inOrder(async () => {
      const byId = new Map(names.map((name) => [this.#id(name), name]));
      const docs = await this.#docs.find({ _id: { $in: [...byId.keys()] } }).toArray();
      return new Map(
        docs.map(({ _id, sealed }) => [byId.get(_id) ?? '', open(this.#sealKey, bytesOf(sealed)).toString()]),
      );
    });
  }

  /** Stores, or takes away where the text is null. Resolves when it is on the disk. */
  write(values: ReadonlyMap<string, string | null>): Promise<void> {
    if (values.size === 0) return Promise.resolve();
    return this.#inOrder(async () => {
      await this.#docs.bulkWrite(
        [...values].map(([name, text]): AnyBulkWriteOperation<SealedDoc> => {
          const filter = { _id: this.#id(name) };
          const sealed = text === null ? null : seal(this.#sealKey, Buffer.from(text));
          return sealed === null
            ? { deleteOne: { filter } }
            : { updateOne: { filter, update: { $set: { sealed } }, upsert: true } };
        }),
        DURABLE,
      );
    });
  }

  clear(): Promise<void> {
    return this.#inOrder(async () => void (await this.#docs.deleteMany({}, DURABLE)));
  }

  #id(name: string): string {
    return createHmac('sha256', this.#nameKey).update(name).digest('base64url').slice(0, 22);
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

const bytesOf = (sealed: Binary | Buffer): Buffer => (Buffer.isBuffer(sealed) ? sealed : Buffer.from(sealed.buffer));
