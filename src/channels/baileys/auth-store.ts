/** The linked device: its credentials and its Signal keys, one sealed document each. */
import type { AuthenticationCreds, SignalDataTypeMap, SignalKeyStore } from '@whiskeysockets/baileys';
import type { Baileys } from './package.js';
import type { SealedDocuments } from './sealed-documents.js';

/** What of the package turns keys into text and back. */
export type Codec = Pick<Baileys, 'BufferJSON' | 'initAuthCreds' | 'proto'>;

export interface StoredAuth {
  readonly state: { readonly creds: AuthenticationCreds; readonly keys: SignalKeyStore };
  /** After every `creds.update`. */
  saveCreds(): Promise<void>;
}

const CREDS = 'creds';
const nameOf = (type: string, id: string): string => `key:${type}:${id}`;

/** The stored device, or a new one that is not linked yet. Keys of every category, also ones that come later, are kept alike. */
export async function loadAuth(
  docs: SealedDocuments,
  { BufferJSON, initAuthCreds, proto }: Codec,
): Promise<StoredAuth> {
  const textOf = (value: unknown): string => JSON.stringify(value, BufferJSON.replacer);
  const read = async (names: readonly string[]): Promise<ReadonlyMap<string, unknown>> =>
    new Map([...(await docs.read(names))].map(([name, text]) => [name, JSON.parse(text, BufferJSON.reviver)]));

  const stored = (await read([CREDS])).get(CREDS) as AuthenticationCreds | undefined;
  const creds = stored ?? initAuthCreds();

  const keys: SignalKeyStore = {
    get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
      const values = await read(ids.map((id) => nameOf(type, id)));
      const found: Record<string, SignalDataTypeMap[T]> = {};
      for (const id of ids) {
        const value = values.get(nameOf(type, id));
        if (value === undefined) continue;
        // The package calls methods of this one kind, so it must be its class again.
        const revived =
          type === 'app-state-sync-key' ? proto.Message.AppStateSyncKeyData.fromObject(value as object) : value;
        found[id] = revived as SignalDataTypeMap[T];
      }
      return found;
    },
    set: async (data) => {
      const values = new Map<string, string | null>();
      for (const [type, byId] of Object.entries(data))
        for (const [id, value] of Object.entries(byId ?? {}))
          values.set(nameOf(type, id), value === null || value === undefined ? null : textOf(value));
      await docs.write(values);
    },
    clear: () => docs.clear(),
  };
  return { state: { creds, keys }, saveCreds: () => docs.write(new Map([[CREDS, textOf(creds)]])) };
}
