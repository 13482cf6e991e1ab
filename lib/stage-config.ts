import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type CountryCode, getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import * as z from 'zod';

const whatCloudWatchOffers = `must be a period that CloudWatch Logs offers (${Object.keys(RetentionDays)
  .filter((days) => /^\d+$/.test(days) && days !== String(RetentionDays.INFINITE))
  .join(', ')})`;

const country = 'must be a country code such as US (ISO 3166-1 alpha-2)';

const slug = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const endUserMessaging = z.strictObject(
  {
    origination: z
      .string('must be the ARN of the phone number or pool that texts come from')
      .regex(
        /^arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:(phone-number|pool)\/[A-Za-z0-9_-]+$/,
        'must be the ARN of the phone number or pool that texts come from',
      ),
    protectConfiguration: z
      .string('must be the ARN of the protect configuration with the countries that are served')
      .regex(
        /^arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:protect-configuration\/[A-Za-z0-9_-]+$/,
        'must be the ARN of the protect configuration with the countries that are served',
      ),
    optOutList: z
      .string('must be the ARN of the opt-out list of the phone number or pool')
      .regex(
        /^arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:opt-out-list\/[A-Za-z0-9_-]+$/,
        'must be the ARN of the opt-out list of the phone number or pool',
      ),
  },
  'must be the settings of End User Messaging',
);

/** What texts through AWS End User Messaging use. */
export type EndUserMessagingArns = z.infer<typeof endUserMessaging>;

const voice = z.strictObject(
  {
    instance: z
      .string('must be the ARN of an Amazon Connect instance')
      .regex(
        /^arn:aws[a-z-]*:connect:[a-z0-9-]+:\d{12}:instance\/[0-9a-f-]{36}$/,
        'must be the ARN of an Amazon Connect instance',
      ),
    sourceNumber: z
      .string('must be the phone number that calls come from')
      .regex(/^\+[1-9]\d{7,14}$/, 'must be an E.164 phone number such as +12025550100'),
  },
  'must be the settings of Amazon Connect',
);

const stageConfig = z.strictObject({
  stage: z
    .string('must be the name of the stage')
    // 64 characters is Lambda's limit for a function name; `vigil-<stage>-watch-escalations` must stay below it.
    .refine(
      (name) => slug.test(name) && name.length <= 20,
      'must be a lower-case name of at most 20 characters',
    ),
  chimeTenant: z
    .string('must be the tenant whose Amazon Chime SDK meetings run in this account')
    .regex(slug, 'must be the tenant whose Amazon Chime SDK meetings run in this account')
    .optional(),
  originationNumber: z
    .string('must be the phone number that SMS are sent from')
    .regex(/^\+[1-9]\d{7,14}$/, 'must be an E.164 phone number such as +12025550100'),
  phoneCountries: z
    .array(z.enum(getCountries(), country), 'must be a list of country codes')
    .min(1, 'must name at least one country')
    .optional(),
  smsSpendAlarmUsd: z
    .number('must be a number of US dollars')
    .positive('must be a number of US dollars above 0')
    .optional(),
  /** Texts leave through AWS End User Messaging; without it, through SNS. */
  endUserMessaging: endUserMessaging.optional(),
  /** People are called through Amazon Connect; without it, nobody is called. */
  voice: voice.optional(),
  recoveryWindowDays: z
    .number('must be 1 to 35 days (DynamoDB point-in-time recovery)')
    .refine(
      (days) => Number.isInteger(days) && days >= 1 && days <= 35,
      'must be 1 to 35 days (DynamoDB point-in-time recovery)',
    ),
  logRetentionDays: z
    .enum(RetentionDays, whatCloudWatchOffers)
    .refine((days) => days !== RetentionDays.INFINITE, whatCloudWatchOffers),
  alarmEmail: z.email('must be an e-mail address').optional(),
  account: z
    .string('must be a 12-digit AWS account id in quotes')
    .regex(/^\d{12}$/, 'must be a 12-digit AWS account id in quotes')
    .optional(),
  // Required: a global table under a customer's key can only be synthesized for a named region.
  region: z
    .string('must be an AWS region such as us-east-1')
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as us-east-1'),
});

/** The configuration of one deployment: the number that it texts from, its recovery window. Tenants are data: `vigil tenant add`. */
export type StageConfig = z.infer<typeof stageConfig>;

/** A stage's configuration cannot be used; the message is one sentence that says what and where. */
export class StageConfigError extends Error {
  override readonly name = 'StageConfigError';
}

/**
 * Reads and checks `config/<stage>.json`.
 * @throws StageConfigError
 */
export function loadStageConfig(stage: string, directory = 'config'): StageConfig {
  const file = relative('', join(directory, `${stage}.json`));
  if (!slug.test(stage))
    throw new StageConfigError(`${JSON.stringify(stage)} is not a stage name (-c stage=NAME)`);
  if (!existsSync(file)) {
    throw new StageConfigError(
      `${file} does not exist: copy config/local.json and adapt it, or choose another -c stage=NAME`,
    );
  }
  const given = parseJson(file);
  const parsed = stageConfig.safeParse(given);
  const [issue] = parsed.error?.issues ?? [];
  if (issue !== undefined) throw new StageConfigError(`${file}: ${sentence(issue, given)}`);
  const config = parsed.data as StageConfig;
  if (config.stage !== stage) {
    throw new StageConfigError(
      `${file}: stage must be "${stage}", as the file is named, got "${config.stage}"`,
    );
  }
  if (phoneCountriesOf(config).length === 0) {
    throw new StageConfigError(
      `${file}: phoneCountries is missing; originationNumber, from which it follows otherwise, is of no one country`,
    );
  }
  return config;
}

/** The countries whose phones may be on a roster: by default only the country of the number that texts come from. */
export function phoneCountriesOf({
  phoneCountries,
  originationNumber,
}: Pick<StageConfig, 'phoneCountries' | 'originationNumber'>): readonly CountryCode[] {
  const own = parsePhoneNumberFromString(originationNumber)?.country;
  return phoneCountries ?? (own === undefined ? [] : [own]);
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StageConfigError(`${file}: is not valid JSON (${(cause as Error).message})`, { cause });
  }
}

function sentence(issue: z.core.$ZodIssue, given: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    if (issue.keys.includes('tenants'))
      return 'tenants are not part of the configuration: add each with npx vigil tenant add (docs/tenancy.md)';
    const of = issue.path.join('.');
    const { shape } = of === 'endUserMessaging' ? endUserMessaging : of === 'voice' ? voice : stageConfig;
    const known = Object.keys(shape).join(', ');
    return `${issue.keys.join(', ')} is not a setting of ${of === '' ? 'a stage' : of} (known: ${known})`;
  }
  if (issue.path.length === 0) return 'must be a JSON object of settings';
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], given);
  const place = issue.path
    .map((key, depth) =>
      typeof key === 'number' ? `[${String(key)}]` : `${depth > 0 ? '.' : ''}${String(key)}`,
    )
    .join('');
  return value === undefined
    ? `${place} is missing; it ${issue.message}`
    : `${place} ${issue.message}, got ${JSON.stringify(value)}`;
}
