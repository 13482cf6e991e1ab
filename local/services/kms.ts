/**
 * KMS with real cryptography: AES-256-GCM with the encryption context as additional data, and ECDSA on P-256.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html (the operations in `handlers`);
 * permissions: https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html;
 * key states: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { signDigest, verifyDigest } from '../ecdsa.ts';
import { AwsError } from '../service.ts';
import type { Access, Clock, Input, Service, Store } from '../service.ts';
import { refuseUnknownProperties } from '../template.ts';

export interface KeyDefinition {
  readonly keyId: string;
  readonly arn: string;
  /** Resolved properties of AWS::KMS::Key. */
  readonly properties: Input;
}

interface Key {
  readonly keyId: string;
  readonly arn: string;
  readonly usage: 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';
  readonly spec: 'SYMMETRIC_DEFAULT' | 'ECC_NIST_P256';
  readonly description: string;
  /** base64: 32 bytes, or a private key in PKCS #8 DER. */
  readonly material: string;
  readonly createdAt: number;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  deletionAt?: number;
}

const KNOWN_PROPERTIES = [
  'Description',
  'Enabled',
  'EnableKeyRotation',
  'KeyPolicy',
  'KeySpec',
  'KeyUsage',
  'MultiRegion',
  'PendingWindowInDays',
  'RotationPeriodInDays',
  'Tags',
];
const KIND = 'kms-key';
const DAY_MS = 24 * 60 * 60 * 1000;
const SIGNING_ALGORITHM = 'ECDSA_SHA_256';

export function createKms(options: {
  keys: readonly KeyDefinition[];
  /** From AWS::KMS::Alias: `alias/name`. */
  aliases?: readonly { name: string; keyId: string }[];
  store: Store;
  clock: Clock;
  region?: string;
  accountId?: string;
}): Service {
  const { store, clock, region = 'us-east-1', accountId = '000000000000' } = options;
  const arnPrefix = `arn:aws:kms:${region}:${accountId}:`;
  const aliases = new Map(options.aliases?.map(({ name, keyId }) => [name, keyId]));
  const keys = new Map(store.all<Key>(KIND));
  for (const definition of options.keys) {
    refuseUnknownProperties(definition.keyId, definition.properties, KNOWN_PROPERTIES);
    if (!keys.has(definition.keyId)) save(createKey(definition, clock.now()));
  }

  function save(key: Key): void {
    keys.set(key.keyId, key);
    store.put(KIND, key.keyId, key);
  }

  function keyIdOf(id: string): string {
    const name = id.startsWith(arnPrefix) ? id.slice(arnPrefix.length) : id;
    return aliases.get(name) ?? name.replace(/^key\//, '');
  }

  function find(id: string): Key {
    const key = keys.get(keyIdOf(id));
    if (key?.deletionAt !== undefined && key.deletionAt <= clock.now() && key.material !== '') {
      // The waiting period is over: nothing ever opens what this key closed. The entry stays as a tombstone, or a
      // restart would create the template's key anew under the same id.
      save({ ...key, material: '' });
    }
    const found = keys.get(keyIdOf(id));
    if (!found || found.material === '') {
      const name = id.startsWith('arn:') ? id : `${arnPrefix}${id.startsWith('alias/') ? id : `key/${id}`}`;
      const what = id.includes('alias/') ? 'Alias' : 'Key';
      throw new AwsError('NotFoundException', `${what} '${name}' does not exist`);
    }
    return found;
  }

  function usable(id: string, usage: Key['usage'], operation: string): Key {
    const key = find(id);
    if (key.state === 'Disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`);
    if (key.state === 'PendingDeletion') throw pendingDeletion(key);
    if (key.usage !== usage) {
      throw new AwsError(
        'InvalidKeyUsageException',
        `${key.arn} key usage is ${key.usage} which is not valid for ${operation}.`,
      );
    }
    return key;
  }

  function generateDataKey(input: Input): {
    plaintext: Buffer;
    answer: { KeyId: string; CiphertextBlob: string };
  } {
    const key = usable(input.KeyId, 'ENCRYPT_DECRYPT', 'GenerateDataKey');
    const bytes = { AES_256: 32, AES_128: 16 }[input.KeySpec as string] ?? input.NumberOfBytes;
    if (!(bytes >= 1 && bytes <= 1024) || (input.KeySpec !== undefined && input.NumberOfBytes !== undefined))
      throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
    const plaintext = randomBytes(bytes);
    return {
      plaintext,
      answer: { KeyId: key.arn, CiphertextBlob: seal(key, plaintext, input.EncryptionContext) },
    };
  }

  function decrypt(blob: string, context: Input, keyId: string | undefined, operation: string) {
    const { keyId: sealedBy, iv, box, tag } = parseBlob(blob);
    if (keyId !== undefined && find(keyId).keyId !== sealedBy) {
      throw new AwsError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    }
    const key = usable(sealedBy, 'ENCRYPT_DECRYPT', operation);
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv);
    decipher.setAAD(canonical(context)).setAuthTag(tag);
    try {
      return { key, plaintext: Buffer.concat([decipher.update(box), decipher.final()]) };
    } catch {
      // As on AWS, a wrong context and a damaged ciphertext look the same.
      throw invalidCiphertext();
    }
  }

  /** The private scalar, the public key, and the message or its digest, for Sign and Verify. */
  function signing(input: Input, operation: string) {
    const key = usable(input.KeyId, 'SIGN_VERIFY', operation);
    if (input.SigningAlgorithm !== SIGNING_ALGORITHM) {
      throw new AwsError(
        'InvalidKeyUsageException',
        `Algorithm ${input.SigningAlgorithm} is incompatible with key spec ${key.spec}.`,
      );
    }
    const message = Buffer.from(input.Message, 'base64');
    const isDigest = input.MessageType === 'DIGEST';
    if (isDigest && message.length !== 32)
      throw new AwsError(
        'ValidationException',
        `Digest is invalid length for algorithm ${SIGNING_ALGORITHM}.`,
      );
    if (message.length < 1 || message.length > 4096)
      throw new AwsError('ValidationException', 'Message must have between 1 and 4096 bytes.');
    const privateKey = createPrivateKey({
      key: Buffer.from(key.material, 'base64'),
      format: 'der',
      type: 'pkcs8',
    });
    return { key, message, isDigest, privateKey };
  }

  const handlers: Record<string, (input: Input) => unknown> = {
    GenerateDataKey: (input) => {
      const { plaintext, answer } = generateDataKey(input);
      return { ...answer, Plaintext: plaintext.toString('base64') };
    },
    GenerateDataKeyWithoutPlaintext: (input) => generateDataKey(input).answer,
    Encrypt: (input) => {
      const key = usable(input.KeyId, 'ENCRYPT_DECRYPT', 'Encrypt');
      const plaintext = Buffer.from(input.Plaintext, 'base64');
      if (plaintext.length < 1 || plaintext.length > 4096)
        throw new AwsError('ValidationException', 'Plaintext must have between 1 and 4096 bytes.');
      const CiphertextBlob = seal(key, plaintext, input.EncryptionContext);
      return { KeyId: key.arn, CiphertextBlob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    },
    Decrypt: (input) => {
      const { key, plaintext } = decrypt(
        input.CiphertextBlob,
        input.EncryptionContext,
        input.KeyId,
        'Decrypt',
      );
      return {
        KeyId: key.arn,
        Plaintext: plaintext.toString('base64'),
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      };
    },
    ReEncrypt: (input) => {
      const source = decrypt(
        input.CiphertextBlob,
        input.SourceEncryptionContext,
        input.SourceKeyId,
        'ReEncrypt',
      );
      const target = usable(input.DestinationKeyId, 'ENCRYPT_DECRYPT', 'ReEncrypt');
      return {
        SourceKeyId: source.key.arn,
        KeyId: target.arn,
        CiphertextBlob: seal(target, source.plaintext, input.DestinationEncryptionContext),
      };
    },
    Sign: (input) => {
      const { key, message, isDigest, privateKey } = signing(input, 'Sign');
      const signature = isDigest ? signDigest(message, privateKey) : sign('sha256', message, privateKey);
      return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: SIGNING_ALGORITHM };
    },
    Verify: (input) => {
      const { key, message, isDigest, privateKey } = signing(input, 'Verify');
      const signature = Buffer.from(input.Signature, 'base64');
      const valid = isDigest
        ? verifyDigest(message, signature, privateKey)
        : verify('sha256', message, createPublicKey(privateKey), signature);
      if (!valid) throw new AwsError('KMSInvalidSignatureException', '');
      return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: SIGNING_ALGORITHM };
    },
    GetPublicKey: (input) => {
      const key = usable(input.KeyId, 'SIGN_VERIFY', 'GetPublicKey');
      const privateKey = createPrivateKey({
        key: Buffer.from(key.material, 'base64'),
        format: 'der',
        type: 'pkcs8',
      });
      return {
        KeyId: key.arn,
        PublicKey: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64'),
        KeySpec: key.spec,
        CustomerMasterKeySpec: key.spec,
        KeyUsage: key.usage,
        SigningAlgorithms: [SIGNING_ALGORITHM],
      };
    },
    DescribeKey: (input) => {
      const key = find(input.KeyId);
      return {
        KeyMetadata: {
          AWSAccountId: accountId,
          KeyId: key.keyId,
          Arn: key.arn,
          CreationDate: key.createdAt / 1000,
          Description: key.description,
          Enabled: key.state === 'Enabled',
          KeyState: key.state,
          KeyUsage: key.usage,
          KeySpec: key.spec,
          CustomerMasterKeySpec: key.spec,
          KeyManager: 'CUSTOMER',
          Origin: 'AWS_KMS',
          MultiRegion: key.keyId.startsWith('mrk-'),
          DeletionDate: key.deletionAt === undefined ? undefined : key.deletionAt / 1000,
          EncryptionAlgorithms: key.usage === 'ENCRYPT_DECRYPT' ? ['SYMMETRIC_DEFAULT'] : undefined,
          SigningAlgorithms: key.usage === 'SIGN_VERIFY' ? [SIGNING_ALGORITHM] : undefined,
        },
      };
    },
    EnableKey: (input) => setEnabled(find(input.KeyId), 'Enabled'),
    DisableKey: (input) => setEnabled(find(input.KeyId), 'Disabled'),
    ScheduleKeyDeletion: (input) => {
      const key = find(input.KeyId);
      if (key.state === 'PendingDeletion') throw pendingDeletion(key);
      const days = input.PendingWindowInDays ?? 30;
      if (!(days >= 7 && days <= 30))
        throw new AwsError('ValidationException', 'PendingWindowInDays must be between 7 and 30.');
      const deletionAt = clock.now() + days * DAY_MS;
      save({ ...key, state: 'PendingDeletion', deletionAt });
      return {
        KeyId: key.arn,
        DeletionDate: deletionAt / 1000,
        KeyState: 'PendingDeletion',
        PendingWindowInDays: days,
      };
    },
    CancelKeyDeletion: (input) => {
      const { deletionAt, ...key } = find(input.KeyId);
      if (deletionAt === undefined)
        throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
      save({ ...key, state: 'Disabled' });
      return { KeyId: key.arn };
    },
  };

  function setEnabled(key: Key, state: 'Enabled' | 'Disabled'): object {
    if (key.state === 'PendingDeletion') throw pendingDeletion(key);
    save({ ...key, state });
    return {};
  }

  function accessTo(action: string, id: string, context: Input): Access {
    const resource = id.startsWith('arn:') && !id.includes(':alias/') ? id : `${arnPrefix}key/${keyIdOf(id)}`;
    return { action: `kms:${action}`, resource, context: encryptionContextKeys(context) };
  }

  return {
    name: 'kms',
    access(operation, input) {
      if (!(operation in handlers)) throw unknown(operation);
      if (operation === 'ReEncrypt') {
        return [
          accessTo('ReEncryptFrom', parseBlob(input.CiphertextBlob).keyId, input.SourceEncryptionContext),
          accessTo('ReEncryptTo', input.DestinationKeyId, input.DestinationEncryptionContext),
        ];
      }
      const id = operation === 'Decrypt' ? parseBlob(input.CiphertextBlob).keyId : input.KeyId;
      return [accessTo(operation, id, input.EncryptionContext)];
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- a thrown AwsError must become a rejection
    async handle(operation, input) {
      const handler = handlers[operation];
      if (!handler) throw unknown(operation);
      // Grants and dry runs would change what a call means; without them it must not look as if it had worked.
      if (input.DryRun || input.GrantTokens?.length || input.Recipient)
        throw new AwsError(
          'ValidationException',
          "The stage's KMS knows no DryRun, GrantTokens or Recipient.",
        );
      return handler(input);
    },
  };
}

function createKey({ keyId, arn, properties }: KeyDefinition, createdAt: number): Key {
  const spec = properties.KeySpec ?? 'SYMMETRIC_DEFAULT';
  const usage = properties.KeyUsage ?? 'ENCRYPT_DECRYPT';
  if (
    `${spec} ${usage}` !== 'SYMMETRIC_DEFAULT ENCRYPT_DECRYPT' &&
    `${spec} ${usage}` !== 'ECC_NIST_P256 SIGN_VERIFY'
  )
    throw new Error(`The stage's KMS has no ${spec} key for ${usage}: ${keyId}`);
  const material =
    spec === 'SYMMETRIC_DEFAULT'
      ? randomBytes(32)
      : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
          format: 'der',
          type: 'pkcs8',
        });
  return {
    keyId,
    arn,
    usage,
    spec,
    description: properties.Description ?? '',
    material: material.toString('base64'),
    createdAt,
    state: String(properties.Enabled ?? true) === 'true' ? 'Enabled' : 'Disabled',
  };
}

function unknown(operation: string): AwsError {
  return new AwsError('UnknownOperationException', `The stage's KMS does not know ${operation}.`);
}

function pendingDeletion(key: { arn: string }): AwsError {
  return new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
}

function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', '');
}

/** The encryption context in one spelling, whatever the order in which the caller wrote it. */
function canonical(context: Record<string, string> = {}): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function encryptionContextKeys(context: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => [`kms:EncryptionContext:${key}`, value]),
  );
}

/** Version, length of the key id, key id, IV, ciphertext, tag: like AWS's, the blob itself says which key opens it. */
function seal(key: Key, plaintext: Buffer, context?: Record<string, string>): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv).setAAD(
    canonical(context),
  );
  const box = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const id = Buffer.from(key.keyId);
  return Buffer.concat([Buffer.of(1, id.length), id, iv, box, cipher.getAuthTag()]).toString('base64');
}

function parseBlob(blob: string): { keyId: string; iv: Buffer; box: Buffer; tag: Buffer } {
  const bytes = Buffer.from(blob, 'base64');
  const ivAt = 2 + (bytes[1] ?? 0);
  if (bytes[0] !== 1 || bytes.length < ivAt + 12 + 1 + 16) throw invalidCiphertext();
  return {
    keyId: bytes.toString('utf8', 2, ivAt),
    iv: bytes.subarray(ivAt, ivAt + 12),
    box: bytes.subarray(ivAt + 12, -16),
    tag: bytes.subarray(-16),
  };
}
