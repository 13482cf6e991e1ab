import type { Context } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeHandler } from '../../../../functions/crisis/check-readiness/handler.ts';
import { readCrisisPolicy } from '../../../../functions/crisis/policy.ts';
import type { SmsSender } from '../../../../functions/crisis/sms-sender.ts';
import { type RecordedLog, recordedLog } from '../../../memory/recorded-log.ts';
import { createWorld, putRoster, type World } from '../memory.ts';

const start = '2027-03-01T09:00:00.000Z';
const nothing = () => Promise.resolve(undefined);

let world: World;
let log: RecordedLog;
beforeEach(() => {
  world = createWorld(start);
  putRoster(world, 'clinic');
  log = recordedLog();
});

const check = (sms: Partial<SmsSender> = {}, more: object = {}, tenants = ['clinic']) =>
  makeHandler({
    ...world,
    ...more,
    sms: { ...world.sms, ...sms },
    tenants: () => Promise.resolve(tenants),
    policy: readCrisisPolicy(),
    spendAlarmUsd: 75,
    log,
  })({ time: start }, {} as Context);
const findings = () =>
  world.facts.filter(({ type }) => type === 'readiness.checked.v1').map(({ data }) => data);

test('a check that saw everything states no unknown and counts none', async () => {
  await check();
  expect(findings()).toMatchObject([
    { smsSandbox: false, smsQuotaUsd: 100, unknown: [], uncheckedStaffIds: [] },
  ]);
  expect(log.counted['ReadinessUnknown']).toBeUndefined();
});

describe('what cannot be seen is unknown, and counted', () => {
  test('the sandbox', async () => {
    await check({ inSandbox: nothing });
    expect(findings()).toMatchObject([{ unknown: ['sms-sandbox'] }]);
    expect(findings()[0]).not.toHaveProperty('smsSandbox');
    expect(log.counted).toMatchObject({ ReadinessUnknown: 1 });
  });

  test('the quota', async () => {
    await check({ monthlyQuotaUsd: nothing });
    expect(findings()).toMatchObject([{ unknown: ['sms-quota'] }]);
    expect(log.counted).toMatchObject({ ReadinessUnknown: 1 });
  });

  test('whether a phone opted out', async () => {
    await check({ optedOut: (number) => Promise.resolve(number === '+bea' ? undefined : false) });
    expect(findings()).toMatchObject([{ uncheckedStaffIds: ['bea'], optedOutStaffIds: [] }]);
    expect(log.counted).toMatchObject({ ReadinessUnknown: 1 });
  });

  test('a phone number that is not there', async () => {
    await check({}, { records: { get: nothing } });
    expect(findings()).toMatchObject([{ uncheckedStaffIds: ['ada', 'bea', 'cora'] }]);
    expect(log.counted).toMatchObject({ ReadinessUnknown: 3 });
  });

  test('a tenant whose check fails: the others are checked, and the run is tried again', async () => {
    putRoster(world, 'other');
    const get = (key: { tenantId: string; recordId: string }) =>
      key.tenantId === 'clinic' ? Promise.reject(new Error('throttled')) : world.records.get(key);
    await expect(check({}, { records: { get } }, ['clinic', 'other'])).rejects.toThrow('throttled');
    expect(findings()).toHaveLength(1);
    expect(log.counted).toMatchObject({ ReadinessUnknown: 1 });
  });
});
