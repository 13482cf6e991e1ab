import type { webcrypto } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { Binding } from '../../../domain/records/sealed-record.ts';
import type { SealFault } from '../../../domain/records/open-record.ts';
import { KeyMissingError, KeyVersionUnknownError, SealBrokenError, type Vault } from './vault.ts';
import { keyCache, type KeyCacheLimits } from './key-cache.ts';
import {
  createFirstKey,
  type KeyItem,
  keyName,
  type KmsKeysOptions,
  readKeyItem,
  unwrap,
} from './kms-keys.ts';

export interface KmsVaultOptions extends KmsKeysOptions {
  readonly limits?: KeyCacheLimits;
}

/**
 * Five minutes, since an erased key must die everywhere soon (`keyMemorySeconds` in the domain counts on it). A million
 * uses are far below the 2^32 that random 96-bit nonces allow (NIST SP 800-38D, 8.3), and a thousand keys are 100 KB.
 */
const defaultLimits: KeyCacheLimits = { forMs: 5 * 60 * 1000, uses: 1_000_000, keys: 1000 };

interface VersionedKey {
  readonly version: number;
  readonly key: webcrypto.CryptoKey;
}

/**
 * One AES-256 key a subject, wrapped by KMS under an encryption context that names tenant and subject. Records are JWE
 * `dir`/`A256GCM` (RFC 7518, 4.5 and 5.3); the protected header binds each to its place and names the key's version.
 */
export const kmsVault = (options: KmsVaultOptions): Vault => {
  const cache = keyCache<VersionedKey>(options.limits ?? defaultLimits);

  const versionNamed = (binding: Binding, version: number | string) => `${keyName(binding)}#${version}`;

  const firstKey = async (binding: Binding): Promise<VersionedKey> => {
    const made = await cache.get(versionNamed(binding, 'first'), async () => {
      const { version, plain } = await createFirstKey(options, binding);
      return { version, key: await importKey(plain) };
    });
    return cache.get(versionNamed(binding, made.version), () => Promise.resolve(made));
  };

  const keyIn = (item: KeyItem | undefined, binding: Binding, version: string): Promise<VersionedKey> =>
    cache.get(versionNamed(binding, version), async () => {
      const { tenantId, subject } = binding;
      const { versions } = item ?? (await readKeyItem(options, binding)) ?? missing(tenantId, subject);
      const wrapped = versions[version];
      if (wrapped === undefined) throw new KeyVersionUnknownError(tenantId, subject, version);
      const plain = await unwrap(options, binding, Number(version), wrapped);
      return { version: Number(version), key: await importKey(plain) };
    });

  /** The item is read for each seal: after a rotation nothing is sealed under the old version, and after an erasure nothing at all. */
  const currentKey = async (binding: Binding): Promise<VersionedKey> => {
    const item = await readKeyItem(options, binding);
    return item === undefined ? firstKey(binding) : keyIn(item, binding, String(item.current));
  };

  return {
    async seal(binding, plaintext) {
      const { key, version } = await currentKey(binding);
      return new CompactEncrypt(encoder.encode(plaintext))
        .setProtectedHeader({ ...fixedHeader, ...headerOf(binding), kid: String(version) })
        .encrypt(key);
    },

    async open(binding, jwe) {
      const version = readHeader(binding, jwe);
      const { key } = await keyIn(undefined, binding, version);
      try {
        const { plaintext } = await compactDecrypt(jwe, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return decoder.decode(plaintext);
      } catch (cause) {
        throw new SealBrokenError(binding.recordId, 'altered', { cause });
      }
    },
  };
};

const missing = (tenantId: string, subject: string): never => {
  throw new KeyMissingError(tenantId, subject);
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const fixedHeader = { alg: 'dir', enc: 'A256GCM', typ: 'vigil-record+jwe' } as const;

const headerOf = ({ tenantId, subject, recordId, recordClass }: Binding) => ({
  tenant: tenantId,
  sub: subject,
  record: recordId,
  class: recordClass,
});

/** What it means where the header names another place than the one in which the ciphertext was found; the widest first. */
const moved: readonly (readonly [keyof ReturnType<typeof headerOf>, SealFault])[] = [
  ['tenant', 'moved-to-another-tenant'],
  ['sub', 'moved-to-another-subject'],
  ['record', 'moved-to-another-record'],
  ['class', 'class-changed'],
];

/** 96-bit nonce and 128-bit tag in base64url. */
const ivLength = 16;
const tagLength = 22;

/** The version of the key that a ciphertext names, once its header is what it must be here. */
const readHeader = (binding: Binding, jwe: string): string => {
  const broken = (fault: SealFault, cause?: unknown) =>
    new SealBrokenError(binding.recordId, fault, cause === undefined ? {} : { cause });
  const parts = jwe.split('.');
  if (parts.length < 5 || parts[2]?.length !== ivLength || (parts[4]?.length ?? 0) < tagLength) {
    throw broken('truncated');
  }
  let header: Readonly<Record<string, unknown>>;
  try {
    header = decodeProtectedHeader(jwe);
  } catch (cause) {
    throw broken('header-altered', cause);
  }
  const expected = headerOf(binding);
  for (const [name, fault] of moved) if (header[name] !== expected[name]) throw broken(fault);
  const fixed = Object.entries(fixedHeader).every(([name, value]) => header[name] === value);
  const version = header['kid'];
  if (!fixed || typeof version !== 'string') throw broken('header-altered');
  return version;
};

/** The version of the key under which a ciphertext was sealed, as its header says. */
export const keyVersionOf = (jwe: string): number => Number(decodeProtectedHeader(jwe)['kid']);

const importKey = (raw: Uint8Array): Promise<webcrypto.CryptoKey> =>
  crypto.subtle.importKey('raw', new Uint8Array(raw), 'AES-GCM', false, ['encrypt', 'decrypt']);
