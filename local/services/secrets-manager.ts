/**
 * Secrets Manager, as far as the stage's functions use it.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html (and PutSecretValue,
 * DescribeSecret, CreateSecret); permissions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html;
 * generated values: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-secret-generatesecretstring.html
 */
import { randomInt, randomUUID } from 'node:crypto';
import { AwsError } from '../service.ts';
import type { Access, Clock, Input, Service, Store } from '../service.ts';
import { refuseUnknownProperties } from '../template.ts';

export interface SecretDefinition {
  readonly name: string;
  /** With the six random characters that AWS appends to the name. */
  readonly arn: string;
  /** Resolved properties of AWS::SecretsManager::Secret. */
  readonly properties: Input;
}

interface Version {
  readonly id: string;
  readonly string?: string;
  /** base64 */
  readonly binary?: string;
  stages: string[];
  readonly createdAt: number;
}

interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly kmsKeyArn?: string;
  readonly createdAt: number;
  changedAt: number;
  versions: Version[];
}

const KNOWN_PROPERTIES = ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'SecretString', 'Tags'];
const KIND = 'secret';
const OPERATIONS = new Set(['GetSecretValue', 'PutSecretValue', 'DescribeSecret', 'CreateSecret']);
const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

export function createSecretsManager(options: {
  secrets: readonly SecretDefinition[];
  store: Store;
  clock: Clock;
  region?: string;
  accountId?: string;
}): Service {
  const { store, clock, region = 'us-east-1', accountId = '000000000000' } = options;
  const secrets = new Map(store.all<Secret>(KIND));
  for (const { name, arn, properties } of options.secrets) {
    refuseUnknownProperties(name, properties, KNOWN_PROPERTIES);
    if (!secrets.has(name)) create(name, arn, properties);
  }

  function create(name: string, arn: string, properties: Input): Secret {
    const secret: Secret = {
      name,
      arn,
      ...(properties.Description !== undefined && { description: properties.Description }),
      ...(properties.KmsKeyId !== undefined && { kmsKeyArn: properties.KmsKeyId }),
      createdAt: clock.now(),
      changedAt: clock.now(),
      versions: [],
    };
    const generated =
      properties.GenerateSecretString === undefined
        ? {}
        : { SecretString: generateSecretString(properties.GenerateSecretString) };
    const value = { ...properties, ...generated };
    secrets.set(name, secret);
    if (value.SecretString !== undefined || value.SecretBinary !== undefined) putVersion(secret, value);
    else store.put(KIND, name, secret);
    return secret;
  }

  function putVersion(secret: Secret, input: Input): Version {
    const id: string = input.ClientRequestToken ?? randomUUID();
    const stages: string[] = input.VersionStages ?? [CURRENT];
    const same = secret.versions.find((version) => version.id === id);
    if (same) {
      // A retry of a call that took effect: the token makes it harmless.
      if (same.string === input.SecretString && same.binary === input.SecretBinary) return same;
      throw new AwsError(
        'ResourceExistsException',
        `A version with the ID ${id} already exists with other contents.`,
      );
    }
    if ((input.SecretString === undefined) === (input.SecretBinary === undefined))
      throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
    for (const version of secret.versions) {
      const wasCurrent = stages.includes(CURRENT) && version.stages.includes(CURRENT);
      const moved = stages.includes(CURRENT) ? [...stages, PREVIOUS] : stages;
      version.stages = version.stages.filter((stage) => !moved.includes(stage));
      if (wasCurrent) version.stages.push(PREVIOUS);
    }
    const version: Version = {
      id,
      stages,
      createdAt: clock.now(),
      ...(input.SecretString !== undefined && { string: input.SecretString }),
      ...(input.SecretBinary !== undefined && { binary: input.SecretBinary }),
    };
    // A version without a label is deprecated, and AWS may delete it at any time.
    secret.versions = [...secret.versions.filter(({ stages }) => stages.length > 0), version];
    secret.changedAt = clock.now();
    store.put(KIND, secret.name, secret);
    return version;
  }

  /** By name, by ARN, or by ARN without the random suffix, as AWS takes it. */
  function find(id: string): Secret | undefined {
    return (
      secrets.get(id) ??
      [...secrets.values()].find(({ arn }) => arn === id || arn.replace(/-[^-]{6}$/, '') === id)
    );
  }

  function need(id: string): Secret {
    const secret = find(id);
    if (!secret)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  function arnOf(id: string): string {
    if (id.startsWith('arn:')) return id;
    return `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}`;
  }

  const handlers: Record<string, (input: Input) => unknown> = {
    GetSecretValue: (input) => {
      const secret = need(input.SecretId);
      const stage: string | undefined =
        input.VersionStage ?? (input.VersionId === undefined ? CURRENT : undefined);
      const version = secret.versions.find(
        ({ id, stages }) =>
          (input.VersionId === undefined || id === input.VersionId) &&
          (stage === undefined || stages.includes(stage)),
      );
      if (!version) {
        const wanted =
          input.VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${input.VersionId}`;
        throw new AwsError(
          'ResourceNotFoundException',
          `Secrets Manager can't find the specified secret value for ${wanted}`,
        );
      }
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        VersionStages: version.stages,
        CreatedDate: version.createdAt / 1000,
        SecretString: version.string,
        SecretBinary: version.binary,
      };
    },
    PutSecretValue: (input) => {
      const secret = need(input.SecretId);
      const version = putVersion(secret, input);
      return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
    },
    DescribeSecret: (input) => {
      const secret = need(input.SecretId);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Description: secret.description,
        KmsKeyId: secret.kmsKeyArn,
        CreatedDate: secret.createdAt / 1000,
        LastChangedDate: secret.changedAt / 1000,
        VersionIdsToStages: Object.fromEntries(secret.versions.map(({ id, stages }) => [id, stages])),
      };
    },
    CreateSecret: (input) => {
      if (secrets.has(input.Name)) {
        throw new AwsError(
          'ResourceExistsException',
          `The operation failed because the secret ${input.Name} already exists.`,
        );
      }
      const secret = create(input.Name, `${arnOf(input.Name)}-${pick(LETTERS_AND_DIGITS, 6)}`, input);
      return { ARN: secret.arn, Name: secret.name, VersionId: secret.versions[0]?.id };
    },
  };

  return {
    name: 'secretsmanager',
    access(operation, input) {
      if (!OPERATIONS.has(operation)) throw unknown(operation);
      const id: string = operation === 'CreateSecret' ? input.Name : input.SecretId;
      const secret = operation === 'CreateSecret' ? undefined : find(id);
      const access: Access[] = [
        { action: `secretsmanager:${operation}`, resource: secret?.arn ?? arnOf(id) },
      ];
      const kmsKeyArn: string | undefined = operation === 'CreateSecret' ? input.KmsKeyId : secret?.kmsKeyArn;
      if (kmsKeyArn !== undefined && operation !== 'DescribeSecret') {
        // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html: with a customer
        // managed key, the caller must be allowed to use that key too.
        const context = { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` };
        access.push({ action: 'kms:Decrypt', resource: kmsKeyArn, context });
        if (operation !== 'GetSecretValue')
          access.push({ action: 'kms:GenerateDataKey', resource: kmsKeyArn, context });
      }
      return access;
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- a thrown AwsError must become a rejection
    async handle(operation, input) {
      const handler = handlers[operation];
      if (!handler) throw unknown(operation);
      return handler(input);
    },
  };
}

function unknown(operation: string): AwsError {
  return new AwsError('UnknownOperationException', `The stage's Secrets Manager does not know ${operation}.`);
}

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const UPPERCASE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const LETTERS_AND_DIGITS = LOWERCASE + UPPERCASE + NUMBERS;

function pick(characters: string, count: number): string {
  return Array.from({ length: count }, () => characters[randomInt(characters.length)]).join('');
}

function generateSecretString(rule: Input): string {
  // Resolved templates give booleans and numbers as such or as strings.
  const on = (name: string, otherwise = false): boolean => String(rule[name] ?? otherwise) === 'true';
  const excluded = new Set<string>(rule.ExcludeCharacters ?? '');
  const types = [
    on('ExcludeLowercase') ? '' : LOWERCASE,
    on('ExcludeUppercase') ? '' : UPPERCASE,
    on('ExcludeNumbers') ? '' : NUMBERS,
    on('ExcludePunctuation') ? '' : PUNCTUATION,
    on('IncludeSpace') ? ' ' : '',
  ]
    .map((characters) =>
      Array.from(characters)
        .filter((character) => !excluded.has(character))
        .join(''),
    )
    .filter((characters) => characters !== '');
  const length = Number(rule.PasswordLength ?? 32);
  const required = on('RequireEachIncludedType', true) ? types.map((characters) => pick(characters, 1)) : [];
  const password = [...required, ...Array.from(pick(types.join(''), length - required.length))];
  for (let last = password.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [password[last], password[other]] = [password[other] ?? '', password[last] ?? ''];
  }
  if (rule.SecretStringTemplate === undefined) return password.join('');
  return JSON.stringify({
    ...JSON.parse(rule.SecretStringTemplate),
    [rule.GenerateStringKey]: password.join(''),
  });
}
