import { describe, expect, test } from 'vitest';
import { resourcesOf, synthesize } from './synthesized.ts';
import type { Properties } from './template.ts';

const resources = resourcesOf(synthesize());
const of = (type: string) => resources.filter((resource) => resource.type === type);
const table = (name: string): Properties =>
  of('AWS::DynamoDB::Table').find((resource) => resource.name === name)?.properties ?? {};

describe('the tables', () => {
  test('are four', () => {
    expect(
      of('AWS::DynamoDB::Table')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Keys', 'Ledger', 'Records', 'State']);
  });

  test.each(['Keys', 'Ledger', 'Records', 'State'])(
    '%s survives the stack, refuses deletion, is encrypted under the data key and paid per request',
    (name) => {
      const found = of('AWS::DynamoDB::Table').find((resource) => resource.name === name);
      expect(found?.deletionPolicy).toBe('Retain');
      expect(found?.properties).toMatchObject({
        DeletionProtectionEnabled: true,
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { KMSMasterKeyId: 'data', SSEEnabled: true, SSEType: 'KMS' },
      });
    },
  );

  test.each(['Ledger', 'Records', 'State'])('%s forgets by expiresAt', (name) => {
    expect(table(name).TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });

  test('a client’s key never expires and cannot be recovered once it is deleted', () => {
    expect(table('Keys').TimeToLiveSpecification).toBeUndefined();
    expect(table('Keys').PointInTimeRecoverySpecification).toBeUndefined();
    expect(table('Keys').StreamSpecification).toBeUndefined();
  });

  test.each(['State', 'Records', 'Ledger'])('%s can be recovered within the window', (name) => {
    expect(table(name).PointInTimeRecoverySpecification).toEqual({
      PointInTimeRecoveryEnabled: true,
      RecoveryPeriodInDays: 35,
    });
  });

  test('certificates are told the same recovery window as the records have', () => {
    const certify = of('AWS::Lambda::Function').find(
      ({ name }) => name === 'issue-purge-certificate/function/function',
    );
    expect(certify?.properties.Environment?.Variables['RECOVERY_WINDOW_DAYS']).toBe(
      String(table('Records').PointInTimeRecoverySpecification?.RecoveryPeriodInDays),
    );
  });

  test('the streams show what their readers need', () => {
    expect(table('State').StreamSpecification?.StreamViewType).toBe('NEW_IMAGE');
    expect(table('Records').StreamSpecification?.StreamViewType).toBe('NEW_AND_OLD_IMAGES');
    expect(table('Ledger').StreamSpecification).toBeUndefined();
  });

  test('incidents are found by deadline and records by expiry, and the indexes copy no content', () => {
    const index = (IndexName: string, hash: string, range: string) => [
      {
        IndexName,
        KeySchema: [
          { AttributeName: hash, KeyType: 'HASH' },
          { AttributeName: range, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ];
    expect(table('State').GlobalSecondaryIndexes).toEqual(index('byDeadline', 'deadlineShard', 'nextStepAt'));
    const [byExpiry] = index('byExpiry', 'expiryShard', 'expiresAt');
    expect(table('Records').GlobalSecondaryIndexes).toEqual([
      { ...byExpiry, Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['recordClass'] } },
    ]);
    expect(table('Records').AttributeDefinitions).toContainEqual({
      AttributeName: 'expiresAt',
      AttributeType: 'N',
    });
  });
});

describe('keys and secrets', () => {
  test('the keys survive the stack, and rotate where KMS can rotate them', () => {
    const keys = of('AWS::KMS::Key').map(({ name, deletionPolicy, properties }) => [
      name,
      deletionPolicy,
      properties.EnableKeyRotation ?? properties.KeySpec,
    ]);
    expect(keys.sort()).toEqual([
      ['data', 'Retain', true],
      ['signing', 'Retain', 'ECC_NIST_P256'],
      ['vault', 'Retain', true],
    ]);
  });

  test('every tenant has a webhook secret of 44 letters and digits under its name', () => {
    const secrets = of('AWS::SecretsManager::Secret').map(({ properties }) => properties);
    for (const tenant of ['demo-clinic', 'demo-school']) {
      const secret = secrets.find(({ Name }) => Name === `vigil/local/webhook/${tenant}`);
      expect(secret?.KmsKeyId).toBe('data');
      expect(secret?.GenerateSecretString).toEqual({
        SecretStringTemplate: JSON.stringify({ tenant }),
        GenerateStringKey: 'current',
        PasswordLength: 44,
        ExcludePunctuation: true,
      });
    }
  });

  test('secrets survive the stack: a lost pepper is a reply that finds no page', () => {
    expect(of('AWS::SecretsManager::Secret')).toHaveLength(5);
    for (const { deletionPolicy } of of('AWS::SecretsManager::Secret')) {
      expect(deletionPolicy).toBe('RetainExceptOnCreate');
    }
  });
});

describe('everything at rest', () => {
  test.each([
    ['AWS::SQS::Queue', 'KmsMasterKeyId'],
    ['AWS::SNS::Topic', 'KmsMasterKeyId'],
    ['AWS::Logs::LogGroup', 'KmsKeyId'],
    ['AWS::Events::EventBus', 'KmsKeyIdentifier'],
  ] as const)('each %s is encrypted under the data key', (type, property) => {
    expect(of(type).length).toBeGreaterThan(0);
    for (const { name, properties } of of(type)) expect(properties[property], name).toBe('data');
  });

  test('queues and topics refuse plain HTTP', () => {
    const policies = [...of('AWS::SQS::QueuePolicy'), ...of('AWS::SNS::TopicPolicy')];
    expect(policies).toHaveLength(of('AWS::SQS::Queue').length + of('AWS::SNS::Topic').length);
    for (const { name, properties } of policies) {
      expect(properties.PolicyDocument?.Statement, name).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });

  test('logs end after the stage’s retention', () => {
    for (const { name, properties } of of('AWS::Logs::LogGroup')) {
      // The delivery log of SNS holds phone numbers: a week is enough to look into a bad night.
      expect(properties.RetentionInDays, name).toBe(name === 'sms-failures' ? 7 : 30);
    }
  });
});
