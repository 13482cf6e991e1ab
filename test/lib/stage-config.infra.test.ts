import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contactServices } from './synthesized.ts';
import { loadStageConfig, phoneCountriesOf, StageConfigError } from '../../lib/stage-config.ts';

const good = {
  stage: 'trial',
  originationNumber: '+12025550100',
  recoveryWindowDays: 7,
  logRetentionDays: 30,
  region: 'us-east-1',
};

/** What the loader says about a file with this content, without the folder's name. */
function refusalOf(content: unknown): string {
  const directory = mkdtempSync(join(tmpdir(), 'vigil-config-'));
  writeFileSync(
    join(directory, 'trial.json'),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  try {
    loadStageConfig('trial', directory);
  } catch (error) {
    if (!(error instanceof StageConfigError)) throw error;
    expect(error.message).not.toContain('\n');
    return error.message.replaceAll(relative('', directory), 'config');
  }
  return 'nothing';
}

test('a good configuration is taken as it stands', () => {
  const directory = mkdtempSync(join(tmpdir(), 'vigil-config-'));
  writeFileSync(join(directory, 'trial.json'), JSON.stringify(good));
  expect(loadStageConfig('trial', directory)).toEqual(good);
});

test('the configuration of the local stage is taken as it stands', () => {
  expect(loadStageConfig('local')).toEqual(JSON.parse(readFileSync('config/local.json', 'utf8')));
});

test('phones may be of the country that texts come from, unless the configuration names countries', () => {
  expect(phoneCountriesOf({ originationNumber: '+12025550100' })).toEqual(['US']);
  expect(phoneCountriesOf({ originationNumber: '+12025550100', phoneCountries: ['US', 'CA'] })).toEqual([
    'US',
    'CA',
  ]);
});

describe('a bad configuration is refused with one sentence that says what and where', () => {
  test.each([
    [
      { recoveryWindowDays: 40 },
      'config/trial.json: recoveryWindowDays must be 1 to 35 days (DynamoDB point-in-time recovery), got 40',
    ],
    [
      { recoveryWindowDays: 1.5 },
      'config/trial.json: recoveryWindowDays must be 1 to 35 days (DynamoDB point-in-time recovery), got 1.5',
    ],
    [
      { recoveryWindowDays: '7' },
      'config/trial.json: recoveryWindowDays must be 1 to 35 days (DynamoDB point-in-time recovery), got "7"',
    ],
    [
      { recoveryWindowDays: undefined },
      'config/trial.json: recoveryWindowDays is missing; it must be 1 to 35 days (DynamoDB point-in-time recovery)',
    ],
    [
      { originationNumber: '202-555-0100' },
      'config/trial.json: originationNumber must be an E.164 phone number such as +12025550100, got "202-555-0100"',
    ],
    [
      { tenants: ['demo-clinic'] },
      'config/trial.json: tenants are not part of the configuration: add each with npx vigil tenant add (docs/tenancy.md)',
    ],
    [{ alarmEmail: 'nobody' }, 'config/trial.json: alarmEmail must be an e-mail address, got "nobody"'],
    [
      { account: 123456789012, region: 'us-east-1' },
      'config/trial.json: account must be a 12-digit AWS account id in quotes, got 123456789012',
    ],
    [
      { region: undefined },
      'config/trial.json: region is missing; it must be an AWS region such as us-east-1',
    ],
    [{ region: 'mars' }, 'config/trial.json: region must be an AWS region such as us-east-1, got "mars"'],
    [
      { chimeTenant: 'Demo Clinic' },
      'config/trial.json: chimeTenant must be the tenant whose Amazon Chime SDK meetings run in this account, got "Demo Clinic"',
    ],
    [
      { phoneCountries: ['US', 'UK'] },
      'config/trial.json: phoneCountries[1] must be a country code such as US (ISO 3166-1 alpha-2), got "UK"',
    ],
    [{ phoneCountries: [] }, 'config/trial.json: phoneCountries must name at least one country, got []'],
    [
      { originationNumber: '+881612345678' },
      'config/trial.json: phoneCountries is missing; originationNumber, from which it follows otherwise, is of no one country',
    ],
    [
      { voice: { instance: 'vigil', sourceNumber: '+12025550199' } },
      'config/trial.json: voice.instance must be the ARN of an Amazon Connect instance, got "vigil"',
    ],
    [
      { voice: { instance: contactServices.voice.instance } },
      'config/trial.json: voice.sourceNumber is missing; it must be the phone number that calls come from',
    ],
    [
      { voice: { ...contactServices.voice, queue: 'basic' } },
      'config/trial.json: queue is not a setting of voice (known: instance, sourceNumber)',
    ],
    [
      { endUserMessaging: { ...contactServices.endUserMessaging, origination: '+12025550100' } },
      'config/trial.json: endUserMessaging.origination must be the ARN of the phone number or pool that texts come from, got "+12025550100"',
    ],
    [{ stage: 'other' }, 'config/trial.json: stage must be "trial", as the file is named, got "other"'],
    [
      { tenant: 'demo-clinic' },
      'config/trial.json: tenant is not a setting of a stage (known: stage, chimeTenant, originationNumber, phoneCountries, ' +
        'smsSpendAlarmUsd, endUserMessaging, voice, recoveryWindowDays, logRetentionDays, alarmEmail, account, region)',
    ],
  ])('%j', (change, sentence) => {
    expect(refusalOf({ ...good, ...change })).toBe(sentence);
  });

  test.each([31, 9999, 'INFINITE', 'ONE_DAY'])(
    'a log retention of %j, which CloudWatch does not offer',
    (days) => {
      const refusal = refusalOf({ ...good, logRetentionDays: days });
      expect(refusal).toMatch(
        /^config\/trial\.json: logRetentionDays must be a period that CloudWatch Logs offers \(1, 3, 5, /,
      );
      expect(refusal.endsWith(`, 3653), got ${JSON.stringify(days)}`)).toBe(true);
    },
  );

  test('no object', () => {
    expect(refusalOf([])).toBe('config/trial.json: must be a JSON object of settings');
  });

  test('no JSON', () => {
    expect(refusalOf('{"stage": ')).toMatch(/^config\/trial\.json: is not valid JSON \(.+\)$/);
  });

  test('no file', () => {
    expect(() => loadStageConfig('nowhere', 'config')).toThrow(
      'config/nowhere.json does not exist: copy config/local.json and adapt it, or choose another -c stage=NAME',
    );
  });

  test('a stage’s name that leaves the folder', () => {
    expect(() => loadStageConfig('../secrets')).toThrow('"../secrets" is not a stage name (-c stage=NAME)');
  });
});
