import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { CompactEncrypt, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Binding } from '../../../../domain/records/sealed-record.ts';
import { documentClient, kmsClient } from '../../../../functions/platform/aws/aws-clients.ts';
import { kmsVault } from '../../../../functions/platform/sealing/kms-vault.ts';
import {
  KeyMissingError,
  SealBrokenError,
  VaultUnavailableError,
} from '../../../../functions/platform/sealing/vault.ts';

process.env['AWS_REGION'] = 'us-east-1';
const vaultKeyArn = 'arn:aws:kms:us-east-1:000000000000:key/vault';
const kms = mockClient(KMSClient);
const table = mockClient(DynamoDBDocumentClient);

/** A vault in a process of its own: nothing of another one's memory. */
const newVault = () =>
  kmsVault({ kms: kmsClient(), dynamo: documentClient(), keysTable: 'Keys', vaultKeyArn });

const binding: Binding = {
  tenantId: 'clinic',
  subject: 'client:client-1',
  recordId: 'note-1',
  recordClass: 'progress-note',
};

/** KMS wraps a key by writing down what it was wrapped for, and the table keeps what it is given. */
const keys = new Map<string, Uint8Array>();
let throttled = false;
const wrap = (plain: Uint8Array, context: unknown) =>
  Buffer.from(JSON.stringify({ plain: Buffer.from(plain).toString('hex'), context }));
const generated = () => kms.commandCalls(GenerateDataKeyCommand).length;
const decrypted = () => kms.commandCalls(DecryptCommand).length;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2027-03-01T10:00:00Z'), toFake: ['Date'] });
  keys.clear();
  kms.reset();
  table.reset();
  kms.on(GenerateDataKeyCommand).callsFake(({ EncryptionContext, KeyId, KeySpec }) => {
    expect([KeyId, KeySpec]).toEqual([vaultKeyArn, 'AES_256']);
    const Plaintext = new Uint8Array(randomBytes(32));
    return { Plaintext, CiphertextBlob: wrap(Plaintext, EncryptionContext) };
  });
  kms.on(DecryptCommand).callsFake(({ CiphertextBlob, EncryptionContext }) => {
    const { plain, context } = JSON.parse(Buffer.from(CiphertextBlob as Uint8Array).toString()) as {
      plain: string;
      context: unknown;
    };
    if (JSON.stringify(context) !== JSON.stringify(EncryptionContext)) throw new Error('InvalidCiphertext');
    return { Plaintext: new Uint8Array(Buffer.from(plain, 'hex')) };
  });
  table.on(GetCommand).callsFake(({ Key }: { Key: { pk: string } }) => {
    if (throttled) throw new Error('throttled');
    const wrapped = keys.get(Key.pk);
    return wrapped === undefined ? {} : { Item: { pk: Key.pk, current: 1, versions: { 1: wrapped } } };
  });
  table.on(PutCommand).callsFake(({ Item }: { Item: { pk: string; versions: { 1: Uint8Array } } }) => {
    if (keys.has(Item.pk)) throw new ConditionalCheckFailedException({ message: 'failed', $metadata: {} });
    keys.set(Item.pk, Item.versions[1]);
    return {};
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a sealed record', () => {
  test('opens where it belongs, in this process and in another one', async () => {
    const jwe = await newVault().seal(binding, 'Grüße 👋');
    expect(await newVault().open(binding, jwe)).toBe('Grüße 👋');
  });

  test('shows where it belongs and nothing of what it says, and never looks the same twice', async () => {
    const vault = newVault();
    const [one, two] = [await vault.seal(binding, 'a secret'), await vault.seal(binding, 'a secret')];
    expect(one).not.toBe(two);
    expect(decodeProtectedHeader(one)).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      typ: 'vigil-record+jwe',
      tenant: 'clinic',
      sub: 'client:client-1',
      record: 'note-1',
      class: 'progress-note',
      kid: '1',
    });
    const parts = one.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(parts.join()).not.toContain('a secret');
  });

  test.each<[string, Partial<Binding>]>([
    ['another record', { recordId: 'note-2' }],
    ['another class', { recordClass: 'client-profile' }],
  ])('moved to %s of the same client does not open', async (_, moved) => {
    const vault = newVault();
    const jwe = await vault.seal(binding, 'secret');
    await expect(vault.open({ ...binding, ...moved }, jwe)).rejects.toThrow(SealBrokenError);
  });

  test.each<[string, Partial<Binding>]>([
    ['another client', { subject: 'client:client-2' }],
    ['another tenant', { tenantId: 'other' }],
  ])('moved to %s does not open, although there is a key', async (_, moved) => {
    const vault = newVault();
    const jwe = await vault.seal(binding, 'secret');
    await vault.seal({ ...binding, ...moved }, 'something of theirs');
    await expect(vault.open({ ...binding, ...moved }, jwe)).rejects.toThrow(SealBrokenError);
  });

  test('whose header was rewritten for another place does not open there', async () => {
    const vault = newVault();
    const jwe = await vault.seal(binding, 'secret');
    const header = { ...decodeProtectedHeader(jwe), record: 'note-2' };
    const forged = [
      Buffer.from(JSON.stringify(header)).toString('base64url'),
      ...jwe.split('.').slice(1),
    ].join('.');
    await expect(vault.open({ ...binding, recordId: 'note-2' }, forged)).rejects.toThrow(SealBrokenError);
  });

  test('does not open after any of its parts was altered', async () => {
    const vault = newVault();
    const jwe = await vault.seal(binding, 'a secret of some length');
    // The second part of a "dir" JWE, the wrapped key, is empty.
    for (const part of [0, 2, 3, 4]) {
      const parts = jwe.split('.');
      const bytes = Buffer.from(parts[part] ?? '', 'base64url');
      bytes[3] = (bytes[3] ?? 0) ^ 1;
      parts[part] = bytes.toString('base64url');
      await expect(vault.open(binding, parts.join('.')), `part ${part}`).rejects.toThrow(SealBrokenError);
    }
    for (const rubbish of ['', 'rubbish', jwe.slice(0, -30), `${jwe}.${jwe}`]) {
      await expect(vault.open(binding, rubbish)).rejects.toThrow(SealBrokenError);
    }
  });

  test('sealed by another algorithm, with the right header, does not open', async () => {
    const vault = newVault();
    const header = decodeProtectedHeader(await vault.seal(binding, 'secret'));
    const forged = await new CompactEncrypt(new TextEncoder().encode('forged'))
      .setProtectedHeader({ ...header, alg: 'dir', enc: 'A128GCM' })
      .encrypt(new Uint8Array(16));
    await expect(vault.open(binding, forged)).rejects.toThrow(SealBrokenError);
  });

  test('breaks with an error that names the record and never its content', async () => {
    const vault = newVault();
    const jwe = await vault.seal(binding, 'secret');
    const error = await vault
      .open({ ...binding, recordId: 'note-2' }, jwe)
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toBe('SealBrokenError: record note-2 does not open: moved-to-another-record');
  });
});

describe('the key of a subject', () => {
  test('is made once by a thousand who seal at once, and never in the clear in the table', async () => {
    const vault = newVault();
    const sealed = await Promise.all(
      Array.from({ length: 1000 }, (_, number) => vault.seal(binding, `note ${number}`)),
    );
    expect(generated()).toBe(1);
    expect(decrypted()).toBe(0);
    // Each looks for a newer version; KMS is asked once.
    expect(table.commandCalls(GetCommand)).toHaveLength(1000);
    expect(await vault.open(binding, sealed[999] ?? '')).toBe('note 999');
    expect([...keys.keys()]).toEqual(['clinic#client:client-1']);
  });

  test('is its own for each subject and tenant', async () => {
    const vault = newVault();
    await vault.seal(binding, 'x');
    await vault.seal({ ...binding, subject: 'client:client-2' }, 'x');
    await vault.seal({ ...binding, tenantId: 'other' }, 'x');
    await vault.seal({ ...binding, recordId: 'note-2' }, 'x');
    expect(generated()).toBe(3);
  });

  test('is wrapped for its tenant and subject, and read consistently', async () => {
    await newVault().seal(binding, 'x');
    expect(kms.commandCalls(GenerateDataKeyCommand)[0]?.args[0].input.EncryptionContext).toEqual({
      tenant: 'clinic',
      subject: 'client:client-1',
      version: '1',
      purpose: 'vault',
    });
    expect(table.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    expect(table.commandCalls(PutCommand)[0]?.args[0].input.ConditionExpression).toBe(
      'attribute_not_exists(pk)',
    );
  });

  test('made by somebody else in between is used, so that everybody can open what was sealed', async () => {
    const [first, second] = [newVault(), newVault()];
    const [one, two] = await Promise.all([first.seal(binding, 'one'), second.seal(binding, 'two')]);
    expect(generated()).toBe(2);
    expect(keys.size).toBe(1);
    const third = newVault();
    expect(await third.open(binding, one)).toBe('one');
    expect(await third.open(binding, two)).toBe('two');
  });

  test('that is missing is not made by opening', async () => {
    const jwe = await newVault().seal(binding, 'secret');
    keys.clear();
    const error = await newVault()
      .open(binding, jwe)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KeyMissingError);
    expect(generated()).toBe(1);
    expect(keys.size).toBe(0);
  });

  test('that was erased dies in memory within five minutes', async () => {
    const vault = newVault();
    const jwe = await vault.seal(binding, 'secret');
    keys.clear();
    vi.setSystemTime(Date.now() + 5 * 60_000 - 1);
    expect(await vault.open(binding, jwe)).toBe('secret');
    vi.setSystemTime(Date.now() + 1);
    await expect(vault.open(binding, jwe)).rejects.toThrow(KeyMissingError);
  });

  test('put back under another subject does not unwrap', async () => {
    const jwe = await newVault().seal(binding, 'secret');
    const stolen = keys.get('clinic#client:client-1');
    if (stolen !== undefined) keys.set('clinic#client:client-2', stolen);
    const header = { ...decodeProtectedHeader(jwe), sub: 'client:client-2' };
    const forged = [
      Buffer.from(JSON.stringify(header)).toString('base64url'),
      ...jwe.split('.').slice(1),
    ].join('.');
    await expect(newVault().open({ ...binding, subject: 'client:client-2' }, forged)).rejects.toThrow(
      VaultUnavailableError,
    );
  });

  test('that could not be fetched is asked for again by the next who needs it', async () => {
    const vault = newVault();
    throttled = true;
    await expect(vault.seal(binding, 'secret')).rejects.toThrow('throttled');
    throttled = false;
    expect(await vault.open(binding, await vault.seal(binding, 'secret'))).toBe('secret');
  });
});
