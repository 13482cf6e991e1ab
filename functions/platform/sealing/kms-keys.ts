import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { onCallSubject } from '../../../domain/records/sealed-record.ts';
import { itemMetadata } from '../aws/item-metadata.ts';
import {
  KeyErasedError,
  KeyMissingError,
  type SubjectKeys,
  VaultUnavailableError,
  type VaultTrouble,
} from './vault.ts';

export interface KmsKeysOptions {
  readonly kms: Pick<KMSClient, 'send'>;
  readonly dynamo: DynamoDBDocumentClient;
  readonly keysTable: string;
  /** The KMS key that wraps the clients' keys; absent where a function opens nothing of clients. */
  readonly vaultKeyArn?: string | undefined;
  /** The KMS key that wraps the keys of the contacts of people on call; absent where a function does not open them. */
  readonly onCallKeyArn?: string | undefined;
}

/** The function was not given the KMS key for this subject: it has no business with it. */
class WrappingKeyNotGivenError extends Error {
  override readonly name = 'WrappingKeyNotGivenError';
  constructor(purpose: string) {
    super(`this function was given no KMS key of purpose ${purpose}`);
  }
}

export interface Subject {
  readonly tenantId: string;
  readonly subject: string;
}

/** The item of a subject: every version of its key, wrapped; or, after an erasure, only the time of it. */
export interface KeyItem {
  readonly current: number;
  readonly versions: Readonly<Record<string, Uint8Array>>;
  /** The requests for a new version that were met: each makes one, however often it is delivered. */
  readonly requests?: ReadonlySet<string>;
  readonly erasedAt?: string;
}

export const keyName = ({ tenantId, subject }: Subject): string => `${tenantId}#${subject}`;

/** The wrapped keys of a subject. @throws KeyErasedError for a tombstone. */
export const readKeyItem = async (
  { dynamo, keysTable }: KmsKeysOptions,
  of: Subject,
): Promise<KeyItem | undefined> => {
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: keysTable, Key: { pk: keyName(of) }, ConsistentRead: true }),
  );
  if (Item?.['erasedAt'] !== undefined) throw new KeyErasedError(of.tenantId, of.subject);
  return Item as KeyItem | undefined;
};

/**
 * The KMS key for a subject, and what it is used for. CloudTrail shows the context in plain text: opaque ids only. It has the
 * version, so that none can replace another, and the purpose, which the policies of roles name.
 */
const wrapping = (
  { vaultKeyArn, onCallKeyArn }: KmsKeysOptions,
  { tenantId, subject }: Subject,
  version: number,
) => {
  const ofContacts = subject === onCallSubject;
  const purpose = ofContacts ? 'on-call' : 'vault';
  const KeyId = ofContacts ? onCallKeyArn : vaultKeyArn;
  if (KeyId === undefined) throw new WrappingKeyNotGivenError(purpose);
  return {
    KeyId,
    EncryptionContext: { tenant: tenantId, subject, version: String(version), purpose },
  };
};

export const unwrap = async (
  options: KmsKeysOptions,
  of: Subject,
  version: number,
  wrapped: Uint8Array,
): Promise<Uint8Array> => {
  const under = wrapping(options, of, version);
  const { Plaintext } = await orUnavailable(() =>
    options.kms.send(new DecryptCommand({ ...under, CiphertextBlob: wrapped })),
  );
  if (Plaintext === undefined) throw new VaultUnavailableError('unreachable');
  return Plaintext;
};

const generate = async (options: KmsKeysOptions, of: Subject, version: number) => {
  const under = wrapping(options, of, version);
  const { Plaintext, CiphertextBlob } = await orUnavailable(() =>
    options.kms.send(new GenerateDataKeyCommand({ ...under, KeySpec: 'AES_256' })),
  );
  if (Plaintext === undefined || CiphertextBlob === undefined) throw new VaultUnavailableError('unreachable');
  return { plain: Plaintext, wrapped: CiphertextBlob };
};

/** The first key of a subject. Where somebody else is faster, theirs counts. */
export const createFirstKey = async (
  options: KmsKeysOptions,
  of: Subject,
): Promise<{ version: number; plain: Uint8Array }> => {
  const { plain, wrapped } = await generate(options, of, 1);
  try {
    await options.dynamo.send(
      new PutCommand({
        TableName: options.keysTable,
        Item: { pk: keyName(of), ...itemMetadata(), current: 1, versions: { 1: wrapped } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return { version: 1, plain };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const item = await readKeyItem(options, of);
    const first = item?.versions[item.current];
    if (item === undefined || first === undefined) throw new KeyMissingError(of.tenantId, of.subject);
    return { version: item.current, plain: await unwrap(options, of, item.current, first) };
  }
};

/** Rotation and erasure of the subjects' keys in the Keys table. */
export const kmsSubjectKeys = (options: KmsKeysOptions): SubjectKeys => ({
  async current(tenantId, subject) {
    const item = await readKeyItem(options, { tenantId, subject });
    return item && { version: item.current, requests: item.requests ?? new Set() };
  },

  async rotate(tenantId, subject, knownVersion, requestId) {
    const of = { tenantId, subject };
    const version = knownVersion + 1;
    const { wrapped } = await generate(options, of, version);
    try {
      await options.dynamo.send(
        new UpdateCommand({
          TableName: options.keysTable,
          Key: { pk: keyName(of) },
          UpdateExpression:
            'SET versions.#version = :wrapped, #current = :version, writtenIn = :writtenIn ADD requests :request',
          ConditionExpression: '#current = :known AND attribute_not_exists(erasedAt)',
          ExpressionAttributeNames: { '#version': String(version), '#current': 'current' },
          ExpressionAttributeValues: {
            ':wrapped': wrapped,
            ':version': version,
            ':known': knownVersion,
            ':request': new Set([requestId]),
            ':writtenIn': itemMetadata().writtenIn,
          },
        }),
      );
      return version;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const item = await readKeyItem(options, of);
      if (item === undefined) throw new KeyMissingError(tenantId, subject);
      return item.current;
    }
  },

  async erase(tenantId, subject, now) {
    await options.dynamo.send(
      new UpdateCommand({
        TableName: options.keysTable,
        Key: { pk: keyName({ tenantId, subject }) },
        // One write: there is no moment without key and without tombstone in which a new key could be made.
        UpdateExpression:
          'SET erasedAt = if_not_exists(erasedAt, :now), writtenIn = :writtenIn REMOVE versions, #current, requests',
        ExpressionAttributeNames: { '#current': 'current' },
        ExpressionAttributeValues: { ':now': now, ':writtenIn': itemMetadata().writtenIn },
      }),
    );
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors */
const troubles: Readonly<Record<string, VaultTrouble>> = {
  DisabledException: 'key-disabled',
  KMSInvalidStateException: 'key-disabled',
  NotFoundException: 'key-disabled',
  KeyUnavailableException: 'key-disabled',
  AccessDeniedException: 'access-denied',
  ThrottlingException: 'throttled',
  LimitExceededException: 'throttled',
  InvalidCiphertextException: 'wrapped-key-altered',
  IncorrectKeyException: 'wrapped-key-altered',
};

const orUnavailable = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    throw new VaultUnavailableError(troubles[name] ?? 'unreachable', { cause });
  }
};
