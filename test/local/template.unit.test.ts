import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addDuration } from '../../local/duration.ts';
import { compilePattern } from '../../local/event-pattern.ts';
import { readTable, tablesOf } from '../../local/services/dynamodb/tables.ts';
import { readTemplate } from '../../local/template/template.ts';

function assembly(stacks: Record<string, object>): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  const artifacts: Record<string, object> = {};
  const names = Object.keys(stacks);
  // The last stack first: only the dependencies say which one is to be read earlier.
  for (const name of names.toReversed()) {
    const dependencies = names.slice(0, names.indexOf(name));
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      dependencies,
      properties: { templateFile: `${name}.json` },
    };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(stacks[name]));
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  return folder;
}

it('resolves references within and between stacks', () => {
  const data = {
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Metadata: { 'aws:cdk:path': 'data/replies/Resource' } } },
    Outputs: { ExportsOutputX: { Value: { Ref: 'Topic' }, Export: { Name: 'data:topic' } } },
  };
  const main = {
    Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' } },
    Conditions: { Never: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'mars'] } },
    Resources: {
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: { 'Fn::If': ['Never', 'no', 'yes'] }, Tags: [{ Ref: 'AWS::NoValue' }] },
      },
      Gone: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
    },
    Outputs: {
      Imported: { Value: { 'Fn::ImportValue': 'data:topic' } },
      Part: {
        Value: {
          'Fn::Select': [1, { 'Fn::Split': ['-', { 'Fn::Sub': ['${a}-${Queue.Arn}', { a: 'x' }] }] }],
        },
      },
      Joined: {
        Value: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':', { Ref: 'AWS::AccountId' }]] },
      },
    },
  };
  const template = readTemplate(assembly({ data, main }), 'http://127.0.0.1:1');
  expect(template.outputs).toEqual({
    Imported: 'arn:aws:sns:us-east-1:000000000000:data-Topic',
    Part: 'arn:aws:sqs:us',
    Joined: 'arn:aws:000000000000',
  });
  expect(template.of('AWS::SNS::Topic')[0]?.shortName).toBe('replies');
  expect(template.of('AWS::SQS::Queue').map(({ ref, properties }) => [ref, properties['Tags']])).toEqual([
    ['http://127.0.0.1:1/000000000000/yes', []],
  ]);
});

/** As `TableV2` and `Key` synthesize in a stack of their own, and another stack imports them. */
const tablesAndKeys = (changes: object = {}) => ({
  data: {
    Resources: {
      DataKey: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true, MultiRegion: true } },
      State: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Metadata: { 'aws:cdk:path': 'data/State/Resource' },
        Properties: {
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'shard', AttributeType: 'S' },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          GlobalSecondaryIndexes: [
            {
              IndexName: 'byShard',
              KeySchema: [{ AttributeName: 'shard', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          Replicas: [
            {
              DeletionProtectionEnabled: true,
              GlobalSecondaryIndexes: [
                { IndexName: 'byShard', ContributorInsightsSpecification: { Enabled: true } },
              ],
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
              Region: 'us-east-1',
              SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': ['DataKey', 'Arn'] } },
              Tags: [],
            },
            { Region: 'us-west-2' },
          ],
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
          TableName: 'vigil-local-State',
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          ...changes,
        },
      },
    },
    Outputs: {
      ExportsOutputStream: {
        Value: { 'Fn::GetAtt': ['State', 'StreamArn'] },
        Export: { Name: 'data:ExportsOutputStream' },
      },
    },
  },
  crisis: { Outputs: { Stream: { Value: { 'Fn::ImportValue': 'data:ExportsOutputStream' } } } },
});

it('runs the replica of a global table that is in its region, under its multi-Region key', () => {
  const template = readTemplate(assembly(tablesAndKeys()), '');
  const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/vigil-local-State';
  const key = template.of('AWS::KMS::Key')[0];
  expect(key?.name).toMatch(/^mrk-[0-9a-f]{32}$/);
  expect(tablesOf(template).map(readTable)).toMatchObject([
    {
      name: 'vigil-local-State',
      shortName: 'State',
      arn,
      stream: { arn: `${arn}/stream/2026-01-01T00:00:00.000`, viewType: 'NEW_AND_OLD_IMAGES' },
      ttlAttribute: 'expiresAt',
      keyArn: key?.arn,
      globalSecondaryIndexes: [{ IndexName: 'byShard', Projection: { ProjectionType: 'ALL' } }],
    },
  ]);
  expect(template.outputs).toEqual({ Stream: `${arn}/stream/2026-01-01T00:00:00.000` });
});

it('refuses a global table without a replica here, and what it does not know of one', () => {
  const reading = (changes: object) => () =>
    tablesOf(readTemplate(assembly(tablesAndKeys(changes)), '')).map(readTable);
  expect(reading({ Replicas: [{ Region: 'us-west-2' }] })).toThrow('no replica in us-east-1');
  expect(reading({ Replicas: [{ Region: 'us-east-1', KinesisStreamSpecification: {} }] })).toThrow(
    'replica in us-east-1: the stage does not know KinesisStreamSpecification',
  );
  expect(reading({ MultiRegionConsistency: 'STRONG' })).toThrow('does not know MultiRegionConsistency');
});

it('refuses two stacks that have an output of the same name', () => {
  const outputs = { Outputs: { ApiUrl: { Value: 'x' } } };
  expect(() => readTemplate(assembly({ intake: outputs, crisis: outputs }), '')).toThrow(
    'crisis: another stack has an output ApiUrl',
  );
});

it('says which intrinsic function, attribute or export it does not know', () => {
  const reading = (value: object) => () =>
    readTemplate(
      assembly({ main: { Resources: { Q: { Type: 'AWS::SQS::Queue' } }, Outputs: { X: { Value: value } } } }),
      '',
    );
  expect(reading({ 'Fn::Cidr': [] })).toThrow('Fn::Cidr');
  expect(reading({ 'Fn::GetAtt': ['Q', 'Colour'] })).toThrow('Q.Colour');
  expect(reading({ 'Fn::ImportValue': 'nothing' })).toThrow('no earlier stack exports nothing');
});

it.each([
  [{ a: ['x', null] }, { a: 'x' }, true],
  [{ a: ['x'] }, { a: ['y', 'x'] }, true],
  [{ a: [{ exists: false }] }, {}, true],
  [{ a: [{ exists: true }] }, { a: null }, true],
  [{ a: { b: [{ prefix: 'x.' }] } }, { a: { b: 'x.y' } }, true],
  [{ a: { b: [{ prefix: 'x.' }] } }, {}, false],
  [{ a: [{ suffix: 'y' }] }, { a: 'xy' }, true],
  [{ a: [{ 'anything-but': ['x'] }] }, { a: 'x' }, false],
  [{ a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'y' }, true],
  [{ a: [{ 'anything-but': ['x'] }] }, {}, false],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: '5' }, false],
  [{ a: ['5'] }, { a: 5 }, false],
])('matches %j against %j: %s', (pattern, event, expected) => {
  expect(compilePattern(pattern)(event)).toBe(expected);
});

it.each([
  ['P1M', '2027-02-28T00:00:00.000Z'],
  ['P7Y', '2034-01-31T00:00:00.000Z'],
  ['P1DT2H', '2027-02-01T02:00:00.000Z'],
  ['PT10M', '2027-01-31T00:10:00.000Z'],
  ['PT0.5S', '2027-01-31T00:00:00.500Z'],
])('adds %s by the calendar', (duration, expected) => {
  expect(new Date(addDuration(Date.parse('2027-01-31T00:00:00Z'), duration)).toISOString()).toBe(expected);
});
