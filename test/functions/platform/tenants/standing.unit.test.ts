import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Tenant } from '../../../../domain/tenancy/tenant.ts';
import { secretReader } from '../../../../functions/platform/aws/secrets.ts';
import { secretsIn } from '../../../../functions/platform/http/tenant-secrets.ts';
import type { Aggregates } from '../../../../functions/platform/state/aggregates.ts';
import { mayBeSentBy, rememberedStanding } from '../../../../functions/platform/tenants/standing.ts';

const active: Tenant = { status: 'active', addedAt: '2027-01-01T00:00:00.000Z', endpoints: [] };
const removed: Tenant = { ...active, status: 'removed', since: '2027-02-01T00:00:00.000Z' };

/** The tenants of a table that can fail, and what was asked of it. */
const tableOf = (tenants: Record<string, Tenant>) => {
  const table = { tenants, asked: 0, answer: 'at once' as 'at once' | 'never' | 'fault' };
  const load: Aggregates['load'] = (key) => {
    table.asked += 1;
    if (table.answer === 'never') return new Promise(() => undefined);
    if (table.answer === 'fault') return Promise.reject(new Error('the table is away'));
    const state = table.tenants[key.ids[0] ?? ''];
    return Promise.resolve(state === undefined ? undefined : { state: state as never, version: 1 });
  };
  const logged: string[] = [];
  const note = (code: string) => void logged.push(code);
  const standingOf = rememberedStanding({ load }, { info: note, warn: note, error: note, count: note });
  return { table, standingOf, logged };
};

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2027-03-01T10:00:00Z') });
});

describe('the standing of a tenant', () => {
  test('is remembered for half a minute', async () => {
    const { table, standingOf } = tableOf({ clinic: active });
    expect(await standingOf('clinic')).toBe('active');
    table.tenants['clinic'] = removed;
    vi.advanceTimersByTime(29_000);
    expect([await standingOf('clinic'), table.asked]).toEqual(['active', 1]);
    vi.advanceTimersByTime(2_000);
    expect([await standingOf('clinic'), table.asked]).toEqual(['removed', 2]);
  });

  test('is asked for again where there is none: a new tenant need not wait', async () => {
    const { table, standingOf } = tableOf({});
    expect(await standingOf('clinic')).toBe('unknown');
    table.tenants['clinic'] = active;
    expect(await standingOf('clinic')).toBe('active');
  });

  test('is the last that was known while the table is away, and else unconfirmed', async () => {
    const { table, standingOf, logged } = tableOf({ clinic: removed });
    await standingOf('clinic');
    table.answer = 'fault';
    vi.advanceTimersByTime(3_600_000);
    expect([await standingOf('clinic'), await standingOf('school')]).toEqual(['removed', 'unconfirmed']);
    // A table that is away is not asked for each request.
    expect([table.asked, logged]).toEqual([2, ['tenant-unconfirmed']]);
    table.answer = 'at once';
    vi.advanceTimersByTime(10_000);
    expect(await standingOf('school')).toBe('unknown');
  });

  test('is given a second and a half, since a call for help waits for it', async () => {
    const { table, standingOf } = tableOf({ clinic: active });
    table.answer = 'never';
    const asked = standingOf('clinic');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await asked).toBe('unconfirmed');
  });

  test('unconfirmed lets everything through that is signed', () => {
    expect(mayBeSentBy('unconfirmed', 'session.scheduled.v1')).toBe(true);
    expect(mayBeSentBy('suspended', 'session.scheduled.v1')).toBe(false);
    expect(mayBeSentBy('suspended', 'risk.flagged.v1')).toBe(true);
  });
});

describe('secrets of tenants', () => {
  const secretsManager = mockClient(SecretsManagerClient);
  const calls = () => secretsManager.commandCalls(GetSecretValueCommand).length;
  beforeEach(() => {
    secretsManager.reset();
    secretsManager.on(GetSecretValueCommand).resolves({ SecretString: '{"current":"a","previous":"b"}' });
  });
  const secretsOf = (tenants: Record<string, Tenant>) => {
    const { table, standingOf } = tableOf(tenants);
    const read = secretReader(new SecretsManagerClient({ region: 'us-east-1' }));
    return { table, secretsOf: secretsIn(read, 'vigil/test/webhook/', standingOf) };
  };

  test('are read for a tenant', async () => {
    expect(await secretsOf({ clinic: active }).secretsOf('clinic')).toEqual(['a', 'b']);
    expect(calls()).toBe(1);
  });

  test('cost no call to Secrets Manager for a thousand made-up names, nor for a removed tenant', async () => {
    const edge = secretsOf({ clinic: active, former: removed });
    for (let name = 0; name < 1000; name += 1)
      expect(await edge.secretsOf(`made-up-${name}`)).toBeUndefined();
    expect(await edge.secretsOf('former')).toBe('removed');
    expect(calls()).toBe(0);
  });

  test('decide alone while the table is away: a call for help does not wait for it', async () => {
    const edge = secretsOf({ clinic: active });
    edge.table.answer = 'fault';
    expect(await edge.secretsOf('clinic')).toEqual(['a', 'b']);
  });
});
