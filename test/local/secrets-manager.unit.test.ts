import { expect, test } from 'vitest';
import { createSecretsManager } from '../../local/services/secrets/secrets-manager.ts';
import { createStore } from '../../local/store.ts';

const clock = { now: () => Date.parse('2026-11-02T09:00:00Z'), at: () => () => undefined };
const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:vigil/local/webhook/oakleaf-a1b2c3';
const definition = {
  name: 'vigil/local/webhook/oakleaf',
  arn,
  properties: {
    GenerateSecretString: {
      SecretStringTemplate: '{"tenant":"oakleaf"}',
      GenerateStringKey: 'current',
      PasswordLength: 44,
      ExcludePunctuation: true,
    },
  },
};

function service(properties: object = definition.properties, store = createStore()) {
  return createSecretsManager({ secrets: [{ ...definition, properties }], store, clock });
}

async function value(secrets: ReturnType<typeof service>, SecretId = arn, more = {}): Promise<string> {
  const answer = (await secrets.handle('GetSecretValue', { SecretId, ...more })) as { SecretString: string };
  return answer.SecretString;
}

test('a generated secret joins its template and is the same after a restart', async () => {
  const store = createStore();
  const generated = await value(service(definition.properties, store));
  expect(JSON.parse(generated)).toEqual({
    tenant: 'oakleaf',
    current: expect.stringMatching(/^[A-Za-z0-9]{44}$/) as string,
  });
  expect(await value(service(definition.properties, store))).toBe(generated);
  expect(await value(service())).not.toBe(generated);
});

test('a password has each type of character that is not excluded, and no excluded one', async () => {
  for (let round = 0; round < 50; round++) {
    const password = await value(
      service({ GenerateSecretString: { PasswordLength: 4, ExcludeCharacters: 'abc$' } }),
    );
    expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[^a-zA-Z0-9])[^abc$ ]{4}$/);
  }
  const digits = {
    ExcludeLowercase: true,
    ExcludeUppercase: 'true',
    ExcludePunctuation: true,
    IncludeSpace: false,
  };
  expect(await value(service({ GenerateSecretString: digits }))).toMatch(/^[0-9]{32}$/);
});

test('a secret is found by name, ARN, and ARN without its suffix; another is not found', async () => {
  const secrets = service({ SecretString: 'quiet' });
  for (const id of [definition.name, arn, arn.slice(0, -7)]) {
    expect(await value(secrets, id)).toBe('quiet');
    expect(secrets.access('GetSecretValue', { SecretId: id })).toEqual([
      { action: 'secretsmanager:GetSecretValue', resource: arn },
    ]);
  }
  await expect(value(secrets, 'vigil/local/webhook/unknown')).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
  expect(secrets.access('GetSecretValue', { SecretId: 'vigil/local/webhook/unknown' })).toEqual([
    {
      action: 'secretsmanager:GetSecretValue',
      resource: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:vigil/local/webhook/unknown',
    },
  ]);
});

test('a secret under a customer managed key also needs that key', () => {
  const key = 'arn:aws:kms:us-east-1:000000000000:key/data';
  const context = { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' };
  expect(
    service({ SecretString: 's', KmsKeyId: key }).access('GetSecretValue', { SecretId: arn }),
  ).toContainEqual({
    action: 'kms:Decrypt',
    resource: key,
    context,
  });
});

test('secrets are listed by name and ARN, without their values', async () => {
  expect(await service({ SecretString: 'quiet' }).handle('ListSecrets', {})).toEqual({
    SecretList: [{ Name: definition.name, ARN: arn }],
  });
});

test('a parameter that would change the answer is refused by name', async () => {
  await expect(value(service(), arn, { VersionStage: 'AWSPREVIOUS' })).rejects.toThrow(
    'Secrets Manager GetSecretValue: the stage does not know VersionStage',
  );
});

test('a secret can be created once, and gets the six characters that AWS appends', async () => {
  const secrets = service();
  expect(await secrets.handle('CreateSecret', { Name: 'new', SecretString: 'v' })).toMatchObject({
    ARN: expect.stringMatching(/:secret:new-[A-Za-z0-9]{6}$/) as string,
  });
  expect(await value(secrets, 'new')).toBe('v');
  await expect(secrets.handle('CreateSecret', { Name: 'new', SecretString: 'v' })).rejects.toMatchObject({
    code: 'ResourceExistsException',
  });
});

test('an unknown operation fails loudly', async () => {
  expect(() => service().access('RotateSecret', {})).toThrow('RotateSecret');
  await expect(service().handle('RotateSecret', {})).rejects.toMatchObject({
    code: 'UnknownOperationException',
  });
});
