import type { webcrypto } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { Binding } from '../../domain/vault/sealed-record.ts';
import { KeyMissingError, SealBrokenError, type Vault } from '../ports/vault.ts';

export interface KmsVaultOptions {
  readonly kms: KMSClient;
  readonly dynamo: DynamoDBDocumentClient;
  readonly keysTable: string;
  /** The KMS key that wraps the subjects' keys. */
  readonly vaultKeyArn: string;
}

/** How long a plain key stays in memory. Short, since an erased key must die everywhere soon. */
const cacheMs = 5 * 60 * 1000;

/**
 * One AES-256 key a subject, wrapped by KMS under an encryption context that names tenant and subject (opaque ids:
 * CloudTrail shows them). Records are JWE `dir`/`A256GCM` (RFC 7518, 4.5 and 5.3); the protected header binds each
 * to its place.
 */
export const kmsVault = (options: KmsVaultOptions): Vault => {
  const cached = new Map<string, { readonly key: Promise<webcrypto.CryptoKey>; readonly until: number }>();

  // One call for a burst: whoever comes while a key is being fetched waits for the same promise.
  const keyOf = (binding: Binding, fetch: () => Promise<Uint8Array>): Promise<webcrypto.CryptoKey> => {
    const name = keyName(binding);
    const known = cached.get(name);
    if (known !== undefined && known.until > Date.now()) return known.key;
    const key = fetch().then(importKey);
    cached.set(name, { key, until: Date.now() + cacheMs });
    key.catch(() => cached.delete(name));
    return key;
  };

  return {
    async seal(binding, plaintext) {
      const key = await keyOf(
        binding,
        async () => (await readKey(options, binding)) ?? createKey(options, binding),
      );
      return new CompactEncrypt(new TextEncoder().encode(plaintext))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...headerOf(binding) })
        .encrypt(key);
    },

    async open(binding, jwe) {
      const key = await keyOf(binding, async () => {
        const plain = await readKey(options, binding);
        if (plain === undefined) throw new KeyMissingError(binding.tenantId, binding.subject);
        return plain;
      });
      const expected = Object.entries(headerOf(binding));
      try {
        const header = decodeProtectedHeader(jwe);
        const moved = expected.find(([name, value]) => header[name] !== value);
        if (moved !== undefined) throw new SealBrokenError(binding.recordId, `header ${moved[0]} differs`);
        const { plaintext } = await compactDecrypt(jwe, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return new TextDecoder().decode(plaintext);
      } catch (cause) {
        if (cause instanceof SealBrokenError) throw cause;
        throw new SealBrokenError(binding.recordId, 'it was altered, or sealed under another key', { cause });
      }
    },
  };
};

const keyName = ({ tenantId, subject }: Binding): string => `${tenantId}#${subject}`;

const headerOf = ({ tenantId, subject, recordId, recordClass }: Binding) => ({
  typ: 'vigil-record+jwe',
  tenant: tenantId,
  sub: subject,
  record: recordId,
  class: recordClass,
});

const encryptionContext = ({ tenantId, subject }: Binding) => ({
  tenant: tenantId,
  subject,
  purpose: 'vault',
});

const importKey = (raw: Uint8Array): Promise<webcrypto.CryptoKey> =>
  crypto.subtle.importKey('raw', new Uint8Array(raw), 'AES-GCM', false, ['encrypt', 'decrypt']);

const readKey = async (options: KmsVaultOptions, binding: Binding): Promise<Uint8Array | undefined> => {
  const { Item } = await options.dynamo.send(
    new GetCommand({ TableName: options.keysTable, Key: { pk: keyName(binding) }, ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  const { Plaintext } = await options.kms.send(
    new DecryptCommand({
      KeyId: options.vaultKeyArn,
      CiphertextBlob: Item['wrappedKey'] as Uint8Array,
      EncryptionContext: encryptionContext(binding),
    }),
  );
  return Plaintext;
};

const createKey = async (options: KmsVaultOptions, binding: Binding): Promise<Uint8Array> => {
  const { Plaintext, CiphertextBlob } = await options.kms.send(
    new GenerateDataKeyCommand({
      KeyId: options.vaultKeyArn,
      KeySpec: 'AES_256',
      EncryptionContext: encryptionContext(binding),
    }),
  );
  if (Plaintext === undefined) throw new KeyMissingError(binding.tenantId, binding.subject);
  try {
    await options.dynamo.send(
      new PutCommand({
        TableName: options.keysTable,
        Item: { pk: keyName(binding), wrappedKey: CiphertextBlob },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return Plaintext;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Somebody else made the subject's key first: theirs counts.
    const first = await readKey(options, binding);
    if (first === undefined) throw new KeyMissingError(binding.tenantId, binding.subject);
    return first;
  }
};
