import type { Binding } from '../../domain/vault/sealed-record.ts';

/** Seals and opens under the subject's own key. */
export interface Vault {
  /** A JWE in compact form (RFC 7516) whose protected header carries the binding. */
  seal(binding: Binding, plaintext: string): Promise<string>;
  /** @throws SealBrokenError where the ciphertext is not what this binding names, or was changed. */
  open(binding: Binding, jwe: string): Promise<string>;
}

/** The key of a subject does not exist: it was never made, or it was erased. */
export class KeyMissingError extends Error {
  override readonly name = 'KeyMissingError';
  constructor(tenantId: string, subject: string) {
    super(`no key for ${tenantId} ${subject}`);
  }
}

/** A ciphertext that does not belong where it was found, or was altered. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
  constructor(recordId: string, reason: string, options?: ErrorOptions) {
    super(`record ${recordId} does not open: ${reason}`, options);
  }
}
