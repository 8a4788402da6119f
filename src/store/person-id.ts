/** A person is keyed by programme and document, never by a phone (DESIGN §1); the number itself is in no key. */
import type { DocumentNumber } from '../domain/document-number.js';
import type { Vault } from '../privacy/vault.js';

export const personIdOf = (
  vault: Vault,
  programme: string,
  { country, type, number }: Pick<DocumentNumber, 'country' | 'type'> & { readonly number: string },
): string => `${programme}:${vault.blindIndex('document', `${country}:${type}:${number}`)}`;
