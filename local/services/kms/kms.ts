/**
 * KMS with real cryptography: AES-256-GCM with the encryption context as additional data, and ECDSA on P-256.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html;
 * permissions: https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */
import { createPublicKey, randomBytes, sign } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import * as z from 'zod';
import { createService, operation, type Operation } from '../../operations.ts';
import { account, region } from '../../template/resource-types.ts';
import { AwsError, type Access, type Clock, type Service, type Store } from '../../service.ts';
import { open, seal, sealedBy, type EncryptionContext } from './ciphertext.ts';
import { createKeys, privateKeyOf, type AliasDefinition, type KeyDefinition, type Keys } from './keys.ts';

const signingAlgorithm = 'ECDSA_SHA_256';
const contextInput = z.record(z.string(), z.string()).default({});

export function createKms(options: {
  readonly keys: readonly KeyDefinition[];
  readonly aliases?: readonly AliasDefinition[];
  readonly store: Store;
  readonly clock: Clock;
}): Service {
  const arnPrefix = `arn:aws:kms:${region}:${account}:`;
  const keys = createKeys({ aliases: [], ...options, arnPrefix });
  return createService({
    name: 'kms',
    title: 'KMS',
    operations: { ...encryption(keys), ...signatures(keys) },
  });
}

function accessTo(keys: Keys, action: string, reference: string, given: EncryptionContext = {}): Access[] {
  const isKeyArn = reference.startsWith('arn:') && !reference.includes(':alias/');
  const resource = isKeyArn ? reference : `${keys.arnPrefix}key/${keys.idOf(reference)}`;
  const asConditionKeys = Object.entries(given).map(([key, value]) => [
    `kms:EncryptionContext:${key}`,
    value,
  ]);
  const context = Object.fromEntries(asConditionKeys) as Record<string, string>;
  return [{ action: `kms:${action}`, resource, context }];
}

function encryption(keys: Keys): Readonly<Record<string, Operation>> {
  return {
    GenerateDataKey: operation({
      input: z.strictObject({
        KeyId: z.string(),
        KeySpec: z.literal('AES_256'),
        EncryptionContext: contextInput,
      }),
      access: ({ KeyId, EncryptionContext }) => accessTo(keys, 'GenerateDataKey', KeyId, EncryptionContext),
      run({ KeyId, EncryptionContext }) {
        const key = keys.usable(KeyId, 'ENCRYPT_DECRYPT', 'GenerateDataKey');
        const plaintext = randomBytes(32);
        return {
          KeyId: key.arn,
          Plaintext: plaintext.toString('base64'),
          CiphertextBlob: seal(key, plaintext, EncryptionContext),
        };
      },
    }),
    Decrypt: operation({
      input: z.strictObject({
        CiphertextBlob: z.string(),
        KeyId: z.string().optional(),
        EncryptionContext: contextInput,
      }),
      access: ({ CiphertextBlob, EncryptionContext }) =>
        accessTo(keys, 'Decrypt', sealedBy(CiphertextBlob), EncryptionContext),
      run({ CiphertextBlob, KeyId, EncryptionContext }) {
        const keyId = sealedBy(CiphertextBlob);
        if (KeyId !== undefined && keys.idOf(KeyId) !== keyId)
          throw new AwsError(
            'IncorrectKeyException',
            'The key ID in the request does not identify a CMK that can perform this operation.',
          );
        const key = keys.usable(keyId, 'ENCRYPT_DECRYPT', 'Decrypt');
        return {
          KeyId: key.arn,
          Plaintext: open(key, CiphertextBlob, EncryptionContext).toString('base64'),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    }),
  };
}

function signatures(keys: Keys): Readonly<Record<string, Operation>> {
  return {
    Sign: operation({
      input: z.strictObject({
        KeyId: z.string(),
        Message: z.string(),
        MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
        SigningAlgorithm: z.literal(signingAlgorithm),
      }),
      access: ({ KeyId }) => accessTo(keys, 'Sign', KeyId),
      run({ KeyId, Message, MessageType }) {
        const key = keys.usable(KeyId, 'SIGN_VERIFY', 'Sign');
        const message = Buffer.from(Message, 'base64');
        if (message.length < 1 || message.length > 4096)
          throw new AwsError('ValidationException', 'Message must have between 1 and 4096 bytes.');
        const privateKey = privateKeyOf(key);
        if (MessageType === 'RAW') return signed(key.arn, sign('sha256', message, privateKey));
        if (message.length !== 32)
          throw new AwsError(
            'ValidationException',
            `Digest is invalid length for algorithm ${signingAlgorithm}.`,
          );
        // node:crypto always hashes by itself.
        const scalar = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
        return signed(key.arn, p256.sign(message, scalar, { prehash: false, format: 'der' }));
      },
    }),
    GetPublicKey: operation({
      input: z.strictObject({ KeyId: z.string() }),
      access: ({ KeyId }) => accessTo(keys, 'GetPublicKey', KeyId),
      run({ KeyId }) {
        const key = keys.usable(KeyId, 'SIGN_VERIFY', 'GetPublicKey');
        const publicKey = createPublicKey(privateKeyOf(key)).export({ format: 'der', type: 'spki' });
        return {
          KeyId: key.arn,
          PublicKey: publicKey.toString('base64'),
          KeySpec: key.spec,
          KeyUsage: key.usage,
          SigningAlgorithms: [signingAlgorithm],
        };
      },
    }),
  };
}

const signed = (KeyId: string, signature: Uint8Array) => ({
  KeyId,
  Signature: Buffer.from(signature).toString('base64'),
  SigningAlgorithm: signingAlgorithm,
});
