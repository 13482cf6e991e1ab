import type { Instant } from '../../../domain/instant.ts';
import type { Binding } from '../../../domain/records/sealed-record.ts';
import type { SealFault } from '../../../domain/records/open-record.ts';

/** Seals and opens under the subject's own key. */
export interface Vault {
  /**
   * A JWE in compact form (RFC 7516) whose protected header carries the binding.
   * @throws KeyErasedError where the subject was erased, VaultUnavailableError where KMS does not answer.
   */
  seal(binding: Binding, plaintext: string): Promise<string>;
  /**
   * @throws SealBrokenError where the ciphertext is not what this binding names, or was changed; KeyErasedError,
   * KeyMissingError and KeyVersionUnknownError where the key is not there; VaultUnavailableError where KMS does not
   * answer: then nothing is wrong with the record, and the same call may succeed later.
   */
  open(binding: Binding, jwe: string): Promise<string>;
}

export interface CurrentKey {
  readonly version: number;
  /** The requests for which a version was made already. */
  readonly requests: ReadonlySet<string>;
}

/** The keys themselves: only rotation and erasure touch them. */
export interface SubjectKeys {
  /** Makes a new version, under which everything is sealed from now on; old versions still open. Resolves to its number. */
  rotate(tenantId: string, subject: string, knownVersion: number, requestId: string): Promise<number>;
  /** The version in use, or nothing where the subject has no key. */
  current(tenantId: string, subject: string): Promise<CurrentKey | undefined>;
  /** Destroys every version in one write and leaves a tombstone, so that the subject never gets a key again. */
  erase(tenantId: string, subject: string, now: Instant): Promise<void>;
}

/** A record that does not open, and that no retry will open. */
export abstract class DoesNotOpenError extends Error {
  abstract readonly fault: SealFault;
}

/** The key of a subject was never made. */
export class KeyMissingError extends DoesNotOpenError {
  override readonly name = 'KeyMissingError';
  readonly fault = 'key-missing';
  constructor(tenantId: string, subject: string) {
    super(`no key for ${tenantId} ${subject}`);
  }
}

/** The subject was erased: nothing of it opens, and nothing new is sealed. */
export class KeyErasedError extends DoesNotOpenError {
  override readonly name = 'KeyErasedError';
  readonly fault = 'key-erased';
  constructor(tenantId: string, subject: string) {
    super(`the key of ${tenantId} ${subject} was erased`);
  }
}

/** The ciphertext names a version of the key that the subject does not have. */
export class KeyVersionUnknownError extends DoesNotOpenError {
  override readonly name = 'KeyVersionUnknownError';
  readonly fault = 'key-version-unknown';
  constructor(tenantId: string, subject: string, version: string) {
    super(`the key of ${tenantId} ${subject} has no version ${version.slice(0, 20)}`);
  }
}

/** A ciphertext that does not belong where it was found, or was altered. */
export class SealBrokenError extends DoesNotOpenError {
  override readonly name = 'SealBrokenError';
  readonly fault: SealFault;
  constructor(recordId: string, fault: SealFault, options?: ErrorOptions) {
    super(`record ${recordId} does not open: ${fault}`, options);
    this.fault = fault;
  }
}

export type VaultTrouble =
  'key-disabled' | 'access-denied' | 'throttled' | 'unreachable' | 'wrapped-key-altered';

/** KMS does not give the key now. Nothing is lost: the caller asks again. */
export class VaultUnavailableError extends Error {
  override readonly name = 'VaultUnavailableError';
  readonly trouble: VaultTrouble;
  constructor(trouble: VaultTrouble, options?: ErrorOptions) {
    super(`the vault key cannot be used: ${trouble}`, options);
    this.trouble = trouble;
  }
}
