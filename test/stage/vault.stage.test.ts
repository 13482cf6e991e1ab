import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeRow, operatorOf } from '../../demo/operator.ts';
import { kmsSubjectKeys, type KmsKeysOptions } from '../../functions/platform/sealing/kms-keys.ts';
import { keyVersionOf, kmsVault } from '../../functions/platform/sealing/kms-vault.ts';
import type { Binding } from '../../domain/records/sealed-record.ts';
import type { SealBrokenError } from '../../functions/platform/sealing/vault.ts';
import { useClinic } from './open-stage.ts';

const clinic = useClinic();
let options: KmsKeysOptions;

beforeAll(async () => {
  const { stage } = clinic();
  const outputs = await stage.outputs();
  const aws = { ...operatorOf(stage.url), maxAttempts: 1 };
  options = {
    kms: new KMSClient(aws),
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(aws)),
    keysTable: outputs['KeysTableName'] ?? '',
    vaultKeyArn: outputs['VaultKeyArn'] ?? '',
  };
});

let clients = 0;
const bindingOf = (recordId = 'note-1', subject = `client:vault-${clients++}`): Binding => ({
  tenantId: 'demo-clinic',
  subject,
  recordId,
  recordClass: 'progress-note',
});
const kmsCalls = async () => {
  const calls = await clinic().stage.calls();
  return calls.filter(({ service }) => service === 'kms').reduce((sum, { count }) => sum + count, 0);
};

describe('case 14: a burst', () => {
  it('1,000 cold seals of one client make one KMS call, and a fresh process opens them all with one more', async () => {
    const { subject } = bindingOf();
    const before = await kmsCalls();
    const vault = kmsVault(options);
    const bindings = Array.from({ length: 1000 }, (_, index) => bindingOf(`note-${index}`, subject));
    const sealed = await Promise.all(
      bindings.map((binding) => vault.seal(binding, `word ${binding.recordId}`)),
    );
    expect(await kmsCalls()).toBe(before + 1);
    const fresh = kmsVault(options);
    const opened = await Promise.all(
      bindings.map((binding, index) => fresh.open(binding, sealed[index] ?? '')),
    );
    expect(opened).toEqual(bindings.map(({ recordId }) => `word ${recordId}`));
    expect(await kmsCalls()).toBe(before + 2);
  });

  it('two processes that meet a new client at once end with one key', async () => {
    const binding = bindingOf();
    const vaults = Array.from({ length: 8 }, () => kmsVault(options));
    const sealed = await Promise.all(vaults.map((vault) => vault.seal(binding, 'word')));
    const fresh = kmsVault(options);
    expect(await Promise.all(sealed.map((jwe) => fresh.open(binding, jwe)))).toEqual(
      sealed.map(() => 'word'),
    );
  });
});

describe('case 13: a ciphertext that is not what it should be, each with its own error', () => {
  const fault = async (binding: Binding, jwe: string) =>
    kmsVault(options)
      .open(binding, jwe)
      .then(
        () => 'opened',
        (error: unknown) => `${(error as SealBrokenError).name} ${(error as SealBrokenError).fault}`,
      );

  it.each<[string, Partial<Binding>]>([
    ['moved-to-another-tenant', { tenantId: 'demo-school' }],
    ['moved-to-another-subject', { subject: 'client:somebody-else' }],
    ['moved-to-another-record', { recordId: 'note-2' }],
    ['class-changed', { recordClass: 'telemetry' }],
  ])('%s', async (expected, elsewhere) => {
    const binding = bindingOf();
    const jwe = await kmsVault(options).seal(binding, 'word');
    expect(await fault({ ...binding, ...elsewhere }, jwe)).toBe(`SealBrokenError ${expected}`);
  });

  it('no single character can be changed', async () => {
    const binding = bindingOf();
    const vault = kmsVault(options);
    const jwe = await vault.seal(binding, 'word');
    for (let index = 0; index < jwe.length; index += 1) {
      const other = jwe[index] === 'A' ? 'B' : 'A';
      const tampered = jwe.slice(0, index) + other + jwe.slice(index + 1);
      const lastBits = index === jwe.length - 1 || jwe[index + 1] === '.';
      const opened = await vault.open(binding, tampered).then(
        (word) => word,
        (error: unknown) => (error as SealBrokenError).fault,
      );
      // The last character of a part may hold bits that base64url drops: then nothing was changed.
      if (!lastBits) expect(opened, `${index}: ${jwe[index] ?? ''}`).not.toBe('word');
      expect(opened).not.toBeUndefined();
    }
  });

  it('an altered header, a truncated text, an unknown version, an erased and a missing key', async () => {
    const binding = bindingOf();
    const jwe = await kmsVault(options).seal(binding, 'word');
    const [header = '', ...rest] = jwe.split('.');
    const fields = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
    const withHeader = (change: object) =>
      [Buffer.from(JSON.stringify({ ...fields, ...change })).toString('base64url'), ...rest].join('.');
    expect(await fault(binding, withHeader({ enc: 'A128GCM' }))).toBe('SealBrokenError header-altered');
    expect(await fault(binding, withHeader({ more: 1 }))).toBe('SealBrokenError altered');
    expect(await fault(binding, `x${jwe}`)).toBe('SealBrokenError header-altered');
    expect(await fault(binding, jwe.slice(0, -3))).toBe('SealBrokenError truncated');
    expect(await fault(binding, '')).toBe('SealBrokenError truncated');
    expect(await fault(binding, withHeader({ kid: '7' }))).toBe('KeyVersionUnknownError key-version-unknown');
    await kmsSubjectKeys(options).erase(binding.tenantId, binding.subject, '2027-03-01T10:00:00.000Z');
    expect(await fault(binding, jwe)).toBe('KeyErasedError key-erased');
    const other = bindingOf();
    const moved = { ...fields, sub: other.subject };
    const strange = [Buffer.from(JSON.stringify(moved)).toString('base64url'), ...rest].join('.');
    expect(await fault(other, strange)).toBe('KeyMissingError key-missing');
  });

  it('a wrapped key that was swapped for that of another client opens nothing', async () => {
    const [mine, theirs] = [bindingOf(), bindingOf()];
    const vault = kmsVault(options);
    const jwe = await vault.seal(mine, 'word');
    await vault.seal(theirs, 'word');
    const { stage } = clinic();
    const rows = await stage.rows('Keys');
    const stolen = rows.find(({ pk }) => String(pk).endsWith(theirs.subject))?.['versions'] as { 1: string };
    const key = { pk: `${mine.tenantId}#${mine.subject}` };
    const bytes = Buffer.from(stolen[1], 'base64');
    await changeRow(stage.url, options.keysTable, key, 'versions', { 1: bytes });
    await expect(kmsVault(options).open(mine, jwe)).rejects.toMatchObject({
      name: 'VaultUnavailableError',
      trouble: 'wrapped-key-altered',
    });
  });
});

describe('versions of a key', () => {
  it('a new version seals what is new, and the old one still opens what is old', async () => {
    const binding = bindingOf();
    const old = await kmsVault(options).seal(binding, 'old word');
    expect(await kmsSubjectKeys(options).rotate(binding.tenantId, binding.subject, 1, 'request-1')).toBe(2);
    const vault = kmsVault(options);
    const young = await vault.seal(binding, 'new word');
    expect([old, young].map(keyVersionOf)).toEqual([1, 2]);
    expect(await vault.open(binding, old)).toBe('old word');
    expect(await kmsVault(options).open(binding, young)).toBe('new word');
  });

  it('a vault that has sealed before the rotation seals under the new version at once', async () => {
    const binding = bindingOf();
    const warm = kmsVault(options);
    const old = await warm.seal(binding, 'old word');
    await kmsSubjectKeys(options).rotate(binding.tenantId, binding.subject, 1, 'request-1');
    expect([old, await warm.seal(binding, 'new word')].map(keyVersionOf)).toEqual([1, 2]);
    expect(await warm.open(binding, old)).toBe('old word');
  });

  it('two rotations at once make one version', async () => {
    const binding = bindingOf();
    await kmsVault(options).seal(binding, 'word');
    const keys = kmsSubjectKeys(options);
    const versions = await Promise.all(
      ['a', 'b', 'c'].map((request) => keys.rotate(binding.tenantId, binding.subject, 1, request)),
    );
    expect(versions).toEqual([2, 2, 2]);
  });
});

describe('after an erasure', () => {
  it('no key is made again, and a warm vault forgets within its limit', async () => {
    const binding = bindingOf();
    const warm = kmsVault({ ...options, limits: { forMs: 200, uses: 100, keys: 10 } });
    const jwe = await warm.seal(binding, 'word');
    await kmsSubjectKeys(options).erase(binding.tenantId, binding.subject, '2027-03-01T10:00:00.000Z');
    for (const vault of [kmsVault(options), warm])
      await expect(vault.seal(binding, 'word')).rejects.toMatchObject({ name: 'KeyErasedError' });
    await expect
      .poll(() => warm.open(binding, jwe).catch((error: unknown) => (error as Error).name))
      .toBe('KeyErasedError');
  });
});

describe('when KMS does not give the key', () => {
  it.each([
    ['DisabledException', 'key-disabled'],
    ['KMSInvalidStateException', 'key-disabled'],
    ['AccessDeniedException', 'access-denied'],
    ['ThrottlingException', 'throttled'],
    ['KMSInternalException', 'unreachable'],
  ])('%s is said plainly, and the next call succeeds', async (error, trouble) => {
    const { stage } = clinic();
    const binding = bindingOf();
    const vault = kmsVault(options);
    await stage.addFault({ service: 'kms', operation: 'GenerateDataKey', nth: 1, when: 'before', error });
    await expect(vault.seal(binding, 'word')).rejects.toMatchObject({
      name: 'VaultUnavailableError',
      trouble,
    });
    await stage.clearFaults();
    expect(await vault.open(binding, await vault.seal(binding, 'word'))).toBe('word');
  });
});
