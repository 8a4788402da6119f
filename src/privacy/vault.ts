/** Field encryption: AES-256-GCM, one data key a person, wrapped by the active master key (DESIGN §10). */
import {
  createCipheriv, createDecipheriv, createHmac, createPrivateKey, createPublicKey, hkdfSync, randomBytes, sign, type KeyObject,
} from 'node:crypto'; // prettier-ignore
import { UserError } from '../domain/failure.js';
import { lineOf } from '../domain/phone.js';

const IV = 12;
const TAG = 16;
/** Unwrapped data keys kept in memory. 20,000 is one busy hour of a national campaign, about 2 MB. */
const CACHED_KEYS = 20_000;

export interface Keyring {
  /** Master keys by id, the first is active; each 32 bytes. They wrap the data keys. */
  readonly master: readonly { readonly id: string; readonly key: Buffer }[];
  /** Key of the blind index and the audit chain. Never rotated: it would orphan every index. */
  readonly index: Buffer;
}

/** A data key: `bytes` to use, `wrapped` to store. Losing `wrapped` erases everything sealed with it. */
export interface DataKey {
  readonly bytes: Buffer;
  readonly wrapped: Buffer;
}

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export class Vault {
  readonly #keyring: Keyring;
  readonly #cache = new Map<string, Buffer>();
  readonly #audit: Buffer;
  readonly #inbox: Buffer;
  readonly #sealKey: KeyObject;

  constructor(keyring: Keyring) {
    if (keyring.master.length === 0)
      throw new UserError('keys-missing', 'There is no master key.', 'Set VIGENTE_KEYS=id:base64');
    for (const { id, key } of keyring.master) {
      if (key.length !== 32)
        throw new UserError(
          'keys-wrong',
          `Master key "${id}" has ${key.length} bytes, not 32.`,
          'Make one with: openssl rand -base64 32',
        );
    }
    this.#keyring = keyring;
    this.#audit = Buffer.from(hkdfSync('sha256', keyring.index, '', 'vigente audit chain', 32));
    this.#inbox = Buffer.from(hkdfSync('sha256', keyring.index, '', 'vigente inbox', 32));
    const seed = Buffer.from(hkdfSync('sha256', keyring.index, '', 'vigente audit seals', 32));
    this.#sealKey = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
  }

  newKey(): DataKey {
    const bytes = random(32);
    return { bytes, wrapped: this.#wrap(bytes) };
  }

  /** The same data key, wrapped by the active master key; null = it is already. Throws `UserError` as `openKey`. */
  rewrap(wrapped: Buffer): Buffer | null {
    const id = wrapped.subarray(1, 1 + (wrapped[0] as number)).toString();
    return id === this.#keyring.master[0]?.id ? null : this.#wrap(this.openKey(wrapped).bytes);
  }

  #wrap(bytes: Buffer): Buffer {
    const active = this.#keyring.master[0] as Keyring['master'][number];
    return Buffer.concat([Buffer.from([active.id.length]), Buffer.from(active.id), seal(active.key, bytes)]);
  }

  /** The data key behind a stored `wrapped`. Throws `UserError` when its master key is not in the ring, or is another. */
  openKey(wrapped: Buffer): DataKey {
    const name = wrapped.toString('base64');
    let bytes = this.#cache.get(name);
    if (!bytes) {
      const length = wrapped[0] as number;
      const id = wrapped.subarray(1, 1 + length).toString();
      const master = this.#keyring.master.find((key) => key.id === id);
      if (!master)
        throw new UserError(
          'key-unknown',
          `The master key "${id}" is not in the key ring.`,
          'Add it to VIGENTE_KEYS, or restore the key file.',
        );
      // On memory of its own: a slice of Node's shared buffer pool would keep 8 kB alive for 32 bytes.
      bytes = Buffer.from(Uint8Array.from(unwrap(master, wrapped.subarray(1 + length))).buffer);
      if (this.#cache.size >= CACHED_KEYS) this.#cache.delete(this.#cache.keys().next().value as string);
      this.#cache.set(name, bytes);
    }
    return { bytes, wrapped };
  }

  /** Messages are stored before it is known whose they are: they get a key of the house, and go after 30 days. */
  get inboxKey(): Buffer {
    return this.#inbox;
  }

  /** Blind index: the same value of the same kind always gives the same 22 letters, and nothing leads back. */
  blindIndex(kind: 'document' | 'address' | 'entry' | 'message', value: string): string {
    const named = kind === 'address' ? lineOf(value) : value;
    return createHmac('sha256', this.#keyring.index).update(`${kind}\0${named}`).digest('base64url').slice(0, 22);
  }

  /** One link of an audit chain: base64url HMAC over the link before, the event and when it was (epoch ms). */
  auditLink(previous: string, stream: string, seq: number, event: string, at: number): string {
    return createHmac('sha256', this.#audit)
      .update(`${previous}\0${stream}\0${seq}\0${at}\0${event}`)
      .digest('base64url');
  }

  /** Signs a seal of the audit, so that whoever has the public key can check it without any secret of ours (Ed25519, RFC 8032). */
  signSeal(text: string): string {
    return sign(null, Buffer.from(text), this.#sealKey).toString('base64url');
  }

  /** The public key of the seals: SPKI, base64. */
  get sealPublicKey(): string {
    return createPublicKey(this.#sealKey).export({ type: 'spki', format: 'der' }).toString('base64');
  }
}

/** Random bytes are drawn by the page: one call each cost 7 of 100 seconds of a large import. */
const PAGE = 16_384;
let page = Buffer.alloc(0);
let drawn = 0;
function random(length: number): Buffer {
  if (drawn + length > page.length) {
    page = randomBytes(PAGE);
    drawn = 0;
  }
  const bytes = Buffer.from(page.subarray(drawn, drawn + length));
  page.fill(0, drawn, drawn + length); // a key is kept in one place only
  drawn += length;
  return bytes;
}

function unwrap({ id, key }: Keyring['master'][number], wrapped: Buffer): Buffer {
  try {
    return open(key, wrapped);
  } catch {
    throw new UserError(
      'key-wrong',
      `The master key "${id}" is not the one this database was sealed with.`,
      'Restore the key ring that belongs to it.',
    );
  }
}

/** iv, tag, ciphertext. */
export function seal(key: Buffer, plain: Buffer): Buffer {
  const iv = random(IV);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Throws when the bytes were changed or the key is another. */
export function open(key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV));
  decipher.setAuthTag(sealed.subarray(IV, IV + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]);
}

export function sealJson(key: Buffer, value: unknown): Buffer {
  return seal(key, Buffer.from(JSON.stringify(value)));
}

/** `T` is what was sealed; GCM proves that it is unchanged. */
export function openJson<T>(key: Buffer, sealed: Buffer | { readonly buffer: Uint8Array }): T {
  const bytes = Buffer.isBuffer(sealed) ? sealed : Buffer.from(sealed.buffer);
  return JSON.parse(open(key, bytes).toString()) as T;
}
