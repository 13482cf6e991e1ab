import { describe, expect, test } from 'vitest';
import { resourcesOf, synthesize } from './synthesized.ts';
import type { Properties } from './template.ts';

const resources = resourcesOf(synthesize());
const of = (type: string) => resources.filter((resource) => resource.type === type);
const table = (name: string): Properties =>
  withReplica(of('AWS::DynamoDB::GlobalTable').find((resource) => resource.name === name)?.properties);

/** A global table with the settings of its only replica. */
function withReplica(properties: Properties = {}): Properties {
  const [replica] = properties.Replicas ?? [];
  return { ...replica, ...properties };
}

describe('the tables', () => {
  test('are four', () => {
    expect(
      of('AWS::DynamoDB::GlobalTable')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Keys', 'Ledger', 'Records', 'State']);
  });

  test.each(['Keys', 'Ledger', 'Records', 'State'])(
    '%s survives the stack, refuses deletion, is encrypted under the data key and paid per request',
    (name) => {
      const found = of('AWS::DynamoDB::GlobalTable').find((resource) => resource.name === name);
      expect(found?.deletionPolicy).toBe('Retain');
      expect(found?.properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [
          {
            Region: 'us-east-1',
            DeletionProtectionEnabled: true,
            SSESpecification: { KMSMasterKeyId: 'data' },
          },
        ],
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

describe('what cannot be replaced', () => {
  // A changed logical id makes CloudFormation create an empty table or a new key beside the old one.
  test('keeps its logical id', () => {
    const pinned = resources.filter(({ type }) =>
      ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'].includes(type),
    );
    expect(Object.fromEntries(pinned.map(({ name, logicalId }) => [name, logicalId]))).toEqual({
      Keys: 'Keys4E30B592',
      Ledger: 'LedgerB7379752',
      Records: 'Records091F6ECA',
      State: 'State1C20CC9A',
      data: 'data7E2128CA',
      'on-call': 'oncall2489C023',
      pseudonym: 'pseudonymAB841D05',
      signing: 'signingB60554FF',
      vault: 'vaultAEB7ADF6',
    });
  });

  test('lies in stacks where no function is', () => {
    const stacks = new Set(of('AWS::Lambda::Function').map(({ stack }) => stack));
    expect([...stacks].sort()).toEqual(
      ['clearance', 'crisis', 'delivery', 'intake', 'ledger', 'presence', 'records', 'retention'].map(
        (capability) => `vigil-local-${capability}`,
      ),
    );
  });

  test('leaves every stack far below the 500 resources that CloudFormation takes', () => {
    for (const stack of new Set(resources.map((resource) => resource.stack)))
      expect(resources.filter((resource) => resource.stack === stack).length, stack).toBeLessThan(250);
  });
});

describe('keys and secrets', () => {
  test('the keys survive the stack, and rotate where KMS can rotate them', () => {
    const keys = of('AWS::KMS::Key').map(({ name, deletionPolicy, properties }) => [
      name,
      deletionPolicy,
      properties.EnableKeyRotation ?? properties.KeySpec,
      properties.MultiRegion,
    ]);
    expect(keys.sort()).toEqual([
      ['data', 'Retain', true, true],
      ['on-call', 'Retain', true, true],
      ['signing', 'Retain', 'ECC_NIST_P256', true],
      ['vault', 'Retain', true, true],
    ]);
  });

  test('no tenant is part of a stack: tenants come and go without a deployment', () => {
    const secrets = of('AWS::SecretsManager::Secret').map(({ properties }) => properties.Name as string);
    expect(secrets).toEqual(['vigil/local/pseudonym']);
  });

  test('secrets survive the stack: a lost pepper is a reply that finds no page', () => {
    expect(of('AWS::SecretsManager::Secret')).toHaveLength(1);
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
