import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { secretsClient } from '../../../../functions/platform/aws/aws-clients.ts';
import { phonePseudonym } from '../../../../functions/crisis/phone-pseudonym.ts';
import { secretReader } from '../../../../functions/platform/aws/secrets.ts';

process.env['AWS_REGION'] = 'us-east-1';
const secrets = mockClient(SecretsManagerClient);
const asked = () => secrets.commandCalls(GetSecretValueCommand).length;
const minutes = (count: number) => count * 60_000;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2027-03-01T10:00:00Z'), toFake: ['Date'] });
  secrets.reset();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a secret', () => {
  test('is asked for once in five minutes, and then again: a rotated one works everywhere soon', async () => {
    const read = secretReader(secretsClient());
    secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"current":"one"}' });
    expect(await read('clinic')).toEqual({ current: 'one' });
    secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"current":"two","previous":"one"}' });
    vi.setSystemTime(Date.now() + minutes(5) - 1);
    expect(await read('clinic')).toEqual({ current: 'one' });
    expect(asked()).toBe(1);
    vi.setSystemTime(Date.now() + 1);
    expect(await read('clinic')).toEqual({ current: 'two', previous: 'one' });
    expect(asked()).toBe(2);
  });

  test('is asked for again where a signature does not fit it, but not for each forged request', async () => {
    const read = secretReader(secretsClient());
    secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"current":"one"}' });
    await read('clinic');
    vi.setSystemTime(Date.now() + 10_000);
    secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"current":"two"}' });
    for (let forged = 0; forged < 100; forged += 1)
      expect(await read('clinic', 'fresh')).toEqual({ current: 'two' });
    expect(asked()).toBe(2);
    expect(await read('clinic')).toEqual({ current: 'two' });
    vi.setSystemTime(Date.now() + 10_000);
    await read('clinic', 'fresh');
    expect(asked()).toBe(3);
  });

  test('is its own for each name', async () => {
    const read = secretReader(secretsClient());
    secrets.on(GetSecretValueCommand, { SecretId: 'a' }).resolves({ SecretString: '{"current":"a"}' });
    secrets.on(GetSecretValueCommand, { SecretId: 'b' }).resolves({ SecretString: '{"current":"b"}' });
    expect([await read('a'), await read('b'), await read('a')]).toEqual([
      { current: 'a' },
      { current: 'b' },
      { current: 'a' },
    ]);
  });

  test('that does not exist is none, and a tenant that is made afterwards is known at once', async () => {
    const read = secretReader(secretsClient());
    secrets
      .on(GetSecretValueCommand)
      .rejectsOnce(new ResourceNotFoundException({ message: 'none', $metadata: {} }))
      .resolves({ SecretString: '{"current":"one"}' });
    expect(await read('clinic')).toBeUndefined();
    expect(await read('clinic')).toEqual({ current: 'one' });
  });

  test('that cannot be read is a fault: nobody is refused as unknown because AWS stumbles', async () => {
    const read = secretReader(secretsClient());
    secrets.on(GetSecretValueCommand).rejectsOnce(new Error('throttled')).resolves({ SecretString: '{}' });
    await expect(read('clinic')).rejects.toThrow('throttled');
    expect(await read('clinic')).toEqual({});
  });
});

describe('the pseudonym of a phone', () => {
  const pseudonymWith = (secret: Record<string, string> | undefined) =>
    phonePseudonym(() => Promise.resolve(secret), 'pseudonym');

  test('is always the same, differs from phone to phone, and shows no digit run of the number', async () => {
    const lineOf = pseudonymWith({ pepper: 'pepper' });
    const [ada, bea] = [await lineOf('+12025550111'), await lineOf('+12025550112')];
    expect(ada).toBe(await lineOf('+12025550111'));
    expect(ada).not.toBe(bea);
    expect(ada).toMatch(/^[0-9a-f]{32}$/);
    expect(ada).not.toContain('2025550111');
  });

  test('is another one under another pepper: without it, trying all numbers finds nobody', async () => {
    const [one, two] = [pseudonymWith({ pepper: 'one' }), pseudonymWith({ pepper: 'two' })];
    expect(await one('+12025550111')).not.toBe(await two('+12025550111'));
  });

  test.each([undefined, {}])('is not made without a pepper', async (secret) => {
    await expect(pseudonymWith(secret)('+12025550111')).rejects.toThrow('pepper');
  });
});
