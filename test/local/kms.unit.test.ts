import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Service, Store } from '../../local/service.ts';
import { createKms } from '../../local/services/kms/kms.ts';
import { createStore } from '../../local/store.ts';
import type { Json } from './fixtures/json.ts';

const vault = { keyId: 'vault-id', arn: 'arn:aws:kms:us-east-1:000000000000:key/vault-id', properties: {} };
const other = { keyId: 'other-id', arn: 'arn:aws:kms:us-east-1:000000000000:key/other-id', properties: {} };
const signing = {
  keyId: 'signing-id',
  arn: 'arn:aws:kms:us-east-1:000000000000:key/signing-id',
  properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
};
const context = { tenant: 'oakleaf', client: 'c-1' };

let now: number;
let store: Store;
let kms: Service;
beforeEach(() => {
  now = Date.parse('2026-11-02T09:00:00Z');
  store = createStore();
  kms = start();
});

function start(): Service {
  const clock = { now: () => now, at: () => () => undefined };
  const aliases = [{ name: 'alias/vigil-vault', keyId: vault.keyId }];
  return createKms({ keys: [vault, other, signing], aliases, store, clock });
}

const call = (operation: string, input: Json): Promise<Json> => kms.handle(operation, input);
const refused = (code: string) => ({ code, status: 400 });

describe('encryption', () => {
  test('a data key opens again with its context in any order, after a restart too', async () => {
    const made = await call('GenerateDataKey', {
      KeyId: vault.arn,
      KeySpec: 'AES_256',
      EncryptionContext: context,
    });
    expect(Buffer.from(made.Plaintext, 'base64')).toHaveLength(32);
    kms = start();
    const EncryptionContext = { client: 'c-1', tenant: 'oakleaf' };
    const opened = await call('Decrypt', { CiphertextBlob: made.CiphertextBlob, EncryptionContext });
    expect(opened).toMatchObject({ Plaintext: made.Plaintext, KeyId: vault.arn });
  });

  test.each([{ tenant: 'oakleaf', client: 'c-2' }, { tenant: 'oakleaf' }, {}, undefined])(
    'another context does not open it: %j',
    async (EncryptionContext) => {
      const { CiphertextBlob } = await call('GenerateDataKey', {
        KeyId: vault.keyId,
        KeySpec: 'AES_256',
        EncryptionContext: context,
      });
      await expect(call('Decrypt', { CiphertextBlob, EncryptionContext })).rejects.toMatchObject(
        refused('InvalidCiphertextException'),
      );
    },
  );

  test('a data key opens under the alias that names its key', async () => {
    const made = await call('GenerateDataKey', { KeyId: 'alias/vigil-vault', KeySpec: 'AES_256' });
    const { CiphertextBlob } = made;
    expect(await call('Decrypt', { CiphertextBlob, KeyId: 'alias/vigil-vault' })).toMatchObject({
      Plaintext: made.Plaintext,
      KeyId: vault.arn,
    });
  });

  test('a ciphertext names its key: another key id is incorrect', async () => {
    const { CiphertextBlob } = await call('GenerateDataKey', { KeyId: vault.keyId, KeySpec: 'AES_256' });
    await expect(call('Decrypt', { CiphertextBlob, KeyId: other.keyId })).rejects.toMatchObject(
      refused('IncorrectKeyException'),
    );
    await expect(call('Decrypt', { CiphertextBlob, KeyId: vault.arn })).resolves.toBeDefined();
  });

  test('a flipped bit or a stump is an invalid ciphertext', async () => {
    const { CiphertextBlob } = await call('GenerateDataKey', { KeyId: vault.keyId, KeySpec: 'AES_256' });
    const bytes = Buffer.from(CiphertextBlob, 'base64');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
    for (const blob of [bytes.toString('base64'), 'AQ==', '', Buffer.from('text').toString('base64')]) {
      await expect(call('Decrypt', { CiphertextBlob: blob })).rejects.toMatchObject(
        refused('InvalidCiphertextException'),
      );
    }
  });
});

describe('signatures', () => {
  const text = Buffer.from('a certificate');
  const digest = createHash('sha256').update(text).digest();

  async function publicKey() {
    const { PublicKey } = await call('GetPublicKey', { KeyId: signing.keyId });
    return createPublicKey({ key: Buffer.from(PublicKey, 'base64'), format: 'der', type: 'spki' });
  }

  test.each([
    { MessageType: 'RAW', Message: text },
    { MessageType: 'DIGEST', Message: digest },
  ])('a $MessageType signature verifies with the published key alone', async ({ MessageType, Message }) => {
    const request = {
      KeyId: signing.keyId,
      MessageType,
      Message: Message.toString('base64'),
      SigningAlgorithm: 'ECDSA_SHA_256',
    };
    // Often enough to meet each length that DER integers can have.
    for (let round = 0; round < 40; round++) {
      const { Signature } = await call('Sign', request);
      expect(verify('sha256', text, await publicKey(), Buffer.from(Signature, 'base64'))).toBe(true);
      const foreign = randomBytes(32);
      expect(verify('sha256', foreign, await publicKey(), Buffer.from(Signature, 'base64'))).toBe(false);
    }
  });

  test('a digest of another length is refused, and so is a message above 4096 bytes', async () => {
    const request = { KeyId: signing.keyId, SigningAlgorithm: 'ECDSA_SHA_256' };
    const short = digest.subarray(1).toString('base64');
    await expect(call('Sign', { ...request, MessageType: 'DIGEST', Message: short })).rejects.toMatchObject(
      refused('ValidationException'),
    );
    const long = Buffer.alloc(4097).toString('base64');
    await expect(call('Sign', { ...request, MessageType: 'RAW', Message: long })).rejects.toMatchObject(
      refused('ValidationException'),
    );
  });

  test('a key does only what it is for', async () => {
    await expect(call('GenerateDataKey', { KeyId: signing.keyId, KeySpec: 'AES_256' })).rejects.toMatchObject(
      refused('InvalidKeyUsageException'),
    );
    await expect(
      call('Sign', { KeyId: vault.keyId, Message: 'eA==', SigningAlgorithm: 'ECDSA_SHA_256' }),
    ).rejects.toMatchObject(refused('InvalidKeyUsageException'));
  });
});

test('an unknown key is not found', async () => {
  await expect(call('GetPublicKey', { KeyId: 'nobody' })).rejects.toMatchObject(refused('NotFoundException'));
});

test('a request needs its own action on the ARN of the key, however the key is named', async () => {
  const { CiphertextBlob } = await call('GenerateDataKey', { KeyId: vault.keyId, KeySpec: 'AES_256' });
  for (const KeyId of [
    vault.keyId,
    vault.arn,
    'alias/vigil-vault',
    'arn:aws:kms:us-east-1:000000000000:alias/vigil-vault',
  ])
    expect(kms.access('GenerateDataKey', { KeyId, KeySpec: 'AES_256' })).toMatchObject([
      { action: 'kms:GenerateDataKey', resource: vault.arn },
    ]);
  expect(kms.access('Decrypt', { CiphertextBlob, EncryptionContext: context })).toEqual([
    {
      action: 'kms:Decrypt',
      resource: vault.arn,
      context: { 'kms:EncryptionContext:tenant': 'oakleaf', 'kms:EncryptionContext:client': 'c-1' },
    },
  ]);
});

test('what the stage cannot do fails loudly', async () => {
  expect(() => kms.access('CreateGrant', { KeyId: vault.keyId })).toThrow('CreateGrant');
  await expect(call('CreateGrant', {})).rejects.toMatchObject(refused('UnknownOperationException'));
  await expect(
    call('GenerateDataKey', { KeyId: vault.keyId, KeySpec: 'AES_256', DryRun: true }),
  ).rejects.toMatchObject({
    ...refused('ValidationException'),
    message: 'KMS GenerateDataKey: the stage does not know DryRun',
  });
  const rsa = { ...vault, properties: { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' } };
  expect(() =>
    createKms({ keys: [rsa], store: createStore(), clock: { now: () => now, at: () => () => undefined } }),
  ).toThrow('RSA_2048');
});
