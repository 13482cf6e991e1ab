/**
 * Secrets Manager, as far as functions and the demo use it: one version a secret: the last
 * that the template, CreateSecret or PutSecretValue gave.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html;
 * permissions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { createService, operation } from '../../operations.ts';
import { account, region } from '../../template/resource-types.ts';
import { AwsError, type Access, type Clock, type Service, type Store } from '../../service.ts';
import { ignored, read } from '../../shapes.ts';
import { generateSecret, generation, nameSuffix } from './generate.ts';

export interface SecretDefinition {
  readonly name: string;
  /** With the six random characters that AWS appends to the name. */
  readonly arn: string;
  /** Resolved properties of AWS::SecretsManager::Secret. */
  readonly properties: unknown;
}

interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly kmsKeyArn?: string;
  readonly createdAt: number;
  readonly versionId: string;
  readonly string: string;
  /** Set while the secret waits for its deletion. */
  readonly deletedAt?: number;
}

const kind = 'secrets';
const secretProperties = z.strictObject({
  KmsKeyId: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: generation.optional(),
  ...ignored('Description', 'Name', 'Tags'),
});
const createInput = z.strictObject({
  Name: z.string(),
  SecretString: z.string(),
  KmsKeyId: z.string().optional(),
  // The SDK makes it for retries; a name that exists is an error here in any case.
  ...ignored('ClientRequestToken', 'Description', 'Tags'),
});

interface Options {
  readonly secrets: readonly SecretDefinition[];
  readonly store: Store;
  readonly clock: Clock;
}

/** The secrets of the template, and those that were made since. */
function createSecrets(options: Options) {
  const { store, clock } = options;
  const secrets = new Map(store.all<Secret>(kind));
  for (const { name, arn, properties } of options.secrets) {
    const { KmsKeyId, SecretString, GenerateSecretString } = read(name, properties, secretProperties);
    if (secrets.has(name)) continue;
    const string = GenerateSecretString ? generateSecret(GenerateSecretString) : SecretString;
    if (string === undefined) throw new Error(`${name}: the stage knows no secret without a value`);
    save(name, arn, string, KmsKeyId);
  }

  function save(name: string, arn: string, string: string, kmsKeyArn: string | undefined): Secret {
    const secret = { name, arn, createdAt: clock.now(), versionId: randomUUID(), string };
    const saved = kmsKeyArn === undefined ? secret : { ...secret, kmsKeyArn };
    secrets.set(name, saved);
    store.put(kind, name, saved);
    return saved;
  }

  function mark(secret: Secret, deletedAt: number | undefined): Secret {
    const { deletedAt: _, ...rest } = secret;
    const marked = deletedAt === undefined ? rest : { ...rest, deletedAt };
    secrets.set(marked.name, marked);
    store.put(kind, marked.name, marked);
    return marked;
  }

  /** By name, by ARN, or by ARN without the random suffix, as AWS takes it. */
  function find(id: string): Secret | undefined {
    return (
      secrets.get(id) ??
      [...secrets.values()].find(({ arn }) => arn === id || arn.replace(/-[^-]{6}$/, '') === id)
    );
  }

  /** @throws as Secrets Manager does where there is none. */
  function known(id: string): Secret {
    const secret = find(id);
    if (secret) return secret;
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }

  /** @throws as Secrets Manager does where it waits for its deletion. */
  function usable(id: string): Secret {
    const secret = known(id);
    if (secret.deletedAt === undefined) return secret;
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }

  return {
    find,
    known,
    usable,
    save,
    mark,
    has: (name: string) => secrets.has(name),
    list: () => [...secrets.values()],
  };
}

export function createSecretsManager(options: Options): Service {
  const secrets = createSecrets(options);
  const { find, has, list, save, usable } = secrets;
  return createService({
    name: 'secretsmanager',
    title: 'Secrets Manager',
    operations: {
      GetSecretValue: operation({
        input: z.strictObject({ SecretId: z.string() }),
        access({ SecretId }) {
          const secret = find(SecretId);
          const action = 'secretsmanager:GetSecretValue';
          return [{ action, resource: secret?.arn ?? arnOf(SecretId) }, ...keyAccess(secret?.kmsKeyArn)];
        },
        run: ({ SecretId }) => shownValue(usable(SecretId)),
      }),
      ...lifetime(secrets, options.clock),
      ListSecrets: operation({
        input: z.strictObject({}),
        access: () => [{ action: 'secretsmanager:ListSecrets', resource: '*' }],
        run: () => ({ SecretList: list().map(({ name, arn }) => ({ Name: name, ARN: arn })) }),
      }),
      PutSecretValue: operation({
        input: z.strictObject({
          SecretId: z.string(),
          SecretString: z.string(),
          ...ignored('ClientRequestToken'),
        }),
        access({ SecretId }) {
          const secret = find(SecretId);
          return [
            { action: 'secretsmanager:PutSecretValue', resource: secret?.arn ?? arnOf(SecretId) },
            ...keyAccess(secret?.kmsKeyArn, ['kms:Decrypt', 'kms:GenerateDataKey']),
          ];
        },
        run({ SecretId, SecretString }) {
          const secret = usable(SecretId);
          const { arn, name, versionId } = save(secret.name, secret.arn, SecretString, secret.kmsKeyArn);
          return { ARN: arn, Name: name, VersionId: versionId, VersionStages: ['AWSCURRENT'] };
        },
      }),
      CreateSecret: operation({
        input: createInput,
        access: ({ Name, KmsKeyId }) => [
          { action: 'secretsmanager:CreateSecret', resource: arnOf(Name) },
          ...keyAccess(KmsKeyId, ['kms:Decrypt', 'kms:GenerateDataKey']),
        ],
        run({ Name, SecretString, KmsKeyId }) {
          if (has(Name))
            throw new AwsError(
              'ResourceExistsException',
              `The operation failed because the secret ${Name} already exists.`,
            );
          const { arn, versionId } = save(Name, `${arnOf(Name)}-${nameSuffix()}`, SecretString, KmsKeyId);
          return { ARN: arn, Name, VersionId: versionId };
        },
      }),
    },
  });
}

/** What a secret is, and how it goes and comes back. */
function lifetime({ find, known, mark, usable }: ReturnType<typeof createSecrets>, clock: Clock) {
  const access =
    (action: string) =>
    ({ SecretId }: { readonly SecretId: string }): Access[] => [
      { action: `secretsmanager:${action}`, resource: find(SecretId)?.arn ?? arnOf(SecretId) },
    ];

  return {
    DescribeSecret: operation({
      input: z.strictObject({ SecretId: z.string() }),
      access: access('DescribeSecret'),
      run({ SecretId }) {
        const { arn, name, kmsKeyArn, createdAt, deletedAt } = known(SecretId);
        return {
          ARN: arn,
          Name: name,
          CreatedDate: createdAt / 1000,
          ...(kmsKeyArn === undefined ? {} : { KmsKeyId: kmsKeyArn }),
          ...(deletedAt === undefined ? {} : { DeletedDate: deletedAt / 1000 }),
        };
      },
    }),
    DeleteSecret: operation({
      input: z.strictObject({ SecretId: z.string(), RecoveryWindowInDays: z.int().min(7).max(30) }),
      access: access('DeleteSecret'),
      run({ SecretId, RecoveryWindowInDays }) {
        const deletedAt = clock.now() + RecoveryWindowInDays * 86_400_000;
        const { arn, name } = mark(usable(SecretId), deletedAt);
        return { ARN: arn, Name: name, DeletionDate: deletedAt / 1000 };
      },
    }),
    RestoreSecret: operation({
      input: z.strictObject({ SecretId: z.string() }),
      access: access('RestoreSecret'),
      run({ SecretId }) {
        const { arn, name } = mark(known(SecretId), undefined);
        return { ARN: arn, Name: name };
      },
    }),
  };
}

const arnOf = (id: string): string =>
  id.startsWith('arn:') ? id : `arn:aws:secretsmanager:${region}:${account}:secret:${id}`;

/**
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html: with a customer managed key,
 * the caller must be allowed to use that key, too.
 */
function keyAccess(keyArn: string | undefined, actions: readonly string[] = ['kms:Decrypt']): Access[] {
  if (keyArn === undefined) return [];
  const context = { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` };
  return actions.map((action) => ({ action, resource: keyArn, context }));
}

const shownValue = ({ name, arn, versionId, createdAt, string }: Secret) => ({
  ARN: arn,
  Name: name,
  VersionId: versionId,
  VersionStages: ['AWSCURRENT'],
  CreatedDate: createdAt / 1000,
  SecretString: string,
});
