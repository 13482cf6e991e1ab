import { describe, expect, test } from 'vitest';
import type { Statement } from './template.ts';
import { identityStatements, list, resourcesOf, synthesize } from './synthesized.ts';

const resources = resourcesOf(synthesize());
const granted = identityStatements(resources).map(({ role, statement }) => ({
  role: role.split('/')[0] ?? role,
  statement,
}));

/** What every function may do: write its own log, and trace. */
const always = (name: string) => [
  `logs:CreateLogStream on ${name} logs`,
  `logs:PutLogEvents on ${name} logs`,
  'xray:PutTelemetryRecords on *',
  'xray:PutTraceSegments on *',
];
const consume = (queue: string) => [
  ...['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map(
    (action) => `sqs:${action} on ${queue}`,
  ),
  // What can never succeed it sets aside itself.
  `sqs:SendMessage on ${queue.replace('/queue', '/dead-letters')}`,
];
const follow = (...tables: string[]) => [
  'dynamodb:ListStreams on *',
  ...['DescribeStream', 'GetRecords', 'GetShardIterator'].flatMap((action) =>
    tables.map((table) => `dynamodb:${action} on ${table}.StreamArn`),
  ),
];
const use = (table: string, ...actions: string[]) =>
  actions.map((action) => `dynamodb:${action} on ${table}`);
/** Only the items whose partition key fits one of these patterns. */
const useNamed = (table: string, patterns: string, ...actions: string[]) =>
  use(table, ...actions).map((line) => `${line} of ${patterns}`);
const openSealed = [
  ...use('Records', 'GetItem'),
  ...use('Keys', 'GetItem'),
  'kms:Decrypt on vault for vault',
];
const openContacts = [
  ...useNamed('Records', '*#roster', 'GetItem'),
  ...useNamed('Keys', '*#roster', 'GetItem'),
  'kms:Decrypt on on-call for on-call roster',
];
/** What crisis functions store. */
const crisisItems =
  'incident#* watch#* screening#* roster#* tenant#* person#* drill#* readiness#* phone#* link#* sms#*';
const itemsOfAStep = 'incident#* roster#* phone#* client#*';
const text = 'sns:Publish on all but arn:AWS::Partition:sns:*:*:*';
const askAboutPhones = 'sns:CheckIfPhoneNumberIsOptedOut on *';
/** Pages people: opens their sealed numbers, texts them, and goes on by the two queues. */
const page = [
  ...useNamed('State', crisisItems, 'GetItem', 'PutItem'),
  ...openContacts,
  text,
  askAboutPhones,
  'sqs:SendMessage on escalate/queue',
  'sqs:SendMessage on process-due-work/queue',
];
const webhookSecrets =
  'arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:vigil/local/webhook/*';

const readTenants = useNamed('State', 'tenant#*', 'GetItem');
/** Whether a tenant may send, and with which secrets it signs. */
const verifySenders = [...readTenants, `secretsmanager:GetSecretValue on ${webhookSecrets}`];
const listTenants = 'dynamodb:Query on State/index/byDeadline';

const readsStandby = `secretsmanager:GetSecretValue on ${webhookSecrets.replace('/webhook/', '/standby/')}`;

const deliveryItems = 'subscriptions#* delivery#* delivery-of-fact#* delivery-sequence#* endpoint-health#*';

const expected: Readonly<Record<string, readonly string[]>> = {
  'receive-event': [
    'events:PutEvents on bus',
    ...use('State', 'GetItem'),
    ...use('Records', 'GetItem', 'PutItem'),
    ...use('Keys', 'GetItem', 'PutItem'),
    'kms:GenerateDataKey on on-call for on-call roster',
    'kms:Decrypt on on-call for on-call roster',
    'kms:GenerateDataKey on vault for vault',
    'kms:Decrypt on vault for vault',
    ...verifySenders,
  ],
  'receive-webhook': [
    'events:PutEvents on bus',
    ...readTenants,
    ...['provider', 'provider-ids'].map(
      (name) => `secretsmanager:GetSecretValue on ${webhookSecrets.replace('/webhook/', `/${name}/`)}`,
    ),
  ],
  'receive-chime': [
    ...consume('receive-chime/queue'),
    'events:PutEvents on bus',
    `secretsmanager:GetSecretValue on ${webhookSecrets.replace('/webhook/', '/provider-ids/')}`,
  ],
  'track-presence': [...consume('track-presence/queue'), ...use('State', 'GetItem', 'PutItem')],
  'sweep-presence': ['dynamodb:Query on State/index/byDeadline', ...use('State', 'GetItem', 'PutItem')],
  'update-clearance': [
    ...consume('update-clearance/queue'),
    ...use('State', 'GetItem', 'BatchGetItem', 'PutItem'),
    ...openSealed,
    'sqs:SendMessage on update-clearance/queue',
  ],
  'answer-clearance': [
    ...use('State', 'BatchGetItem', 'PutItem'),
    ...use('Keys', 'GetItem'),
    'kms:Decrypt on vault for vault',
    ...verifySenders,
  ],
  'sweep-clearance': [
    'dynamodb:Query on State/index/byDeadline',
    'sqs:SendMessage on update-clearance/queue',
  ],
  'list-facts': ['dynamodb:Query on Ledger/index/byKind', ...verifySenders],
  'fan-out-facts': [
    ...consume('fan-out-facts/queue'),
    ...useNamed('State', deliveryItems, 'GetItem', 'PutItem'),
    'sqs:SendMessage on send-webhook/queue',
  ],
  'send-webhook': [
    ...consume('send-webhook/queue'),
    ...useNamed('State', deliveryItems, 'GetItem', 'PutItem'),
    ...useNamed('Keys', '*#delivery', 'GetItem'),
    'kms:Decrypt on vault for vault delivery',
  ],
  'sweep-deliveries': ['dynamodb:Query on State/index/byDeadline', 'sqs:SendMessage on send-webhook/queue'],
  'manage-subscriptions': [
    ...useNamed('State', deliveryItems, 'GetItem', 'PutItem'),
    ...useNamed('Keys', '*#delivery', 'GetItem', 'PutItem'),
    'kms:GenerateDataKey on vault for vault delivery',
    'kms:Decrypt on vault for vault delivery',
    'sqs:SendMessage on send-webhook/queue',
    ...verifySenders,
  ],
  'open-incident': [
    ...consume('open-incident/queue'),
    ...page,
    ...useNamed('State', itemsOfAStep, 'BatchGetItem'),
    readsStandby,
  ],
  escalate: [
    ...consume('escalate/queue'),
    ...page,
    ...useNamed('State', itemsOfAStep, 'BatchGetItem'),
    readsStandby,
  ],
  'process-due-work': [
    ...consume('process-due-work/queue'),
    ...page,
    ...useNamed('State', itemsOfAStep, 'BatchGetItem'),
  ],
  'start-drill': [...page, listTenants],
  'check-readiness': [
    ...page,
    listTenants,
    'sns:GetSMSSandboxAccountStatus on *',
    'sns:GetSMSAttributes on *',
  ],
  'repeat-alarms': [
    'cloudwatch:DescribeAlarms on arn:AWS::Partition:cloudwatch:AWS::Region:AWS::AccountId:alarm:*',
    'sns:Publish on alarms',
  ],
  'report-load': ['dynamodb:Query on Ledger/index/byKind', ...verifySenders],
  'evaluate-screening': [
    ...consume('evaluate-screening/queue'),
    ...use('State', 'GetItem', 'PutItem'),
    ...openSealed,
    'sqs:SendMessage on escalate/queue',
    readsStandby,
    text,
  ],
  'detect-risk': [
    ...consume('detect-risk/queue'),
    ...use('State', 'GetItem', 'PutItem'),
    'sqs:SendMessage on process-due-work/queue',
  ],
  'answer-link': [
    ...use('State', 'GetItem', 'PutItem'),
    'sqs:SendMessage on escalate/queue',
    'secretsmanager:GetSecretValue on pseudonym',
  ],
  'receive-receipt': [...use('State', 'GetItem'), 'sqs:SendMessage on escalate/queue'],
  'receive-reply': ['sqs:SendMessage on apply-reply/queue', 'secretsmanager:GetSecretValue on pseudonym'],
  'apply-reply': [...consume('apply-reply/queue'), ...page],
  'sweep-escalations': [
    'dynamodb:Query on State/index/byDeadline',
    ...use('State', 'GetItem', 'PutItem'),
    'sqs:SendMessage on escalate/queue',
    'sqs:SendMessage on process-due-work/queue',
  ],
  'update-roster': [
    ...consume('update-roster/queue'),
    ...useNamed('State', crisisItems, 'GetItem', 'PutItem'),
    ...openContacts,
    'secretsmanager:GetSecretValue on pseudonym',
    readsStandby.replace('Get', 'Put'),
    'sqs:SendMessage on process-due-work/queue',
  ],
  'apply-retention': [
    ...consume('apply-retention/queue'),
    ...use('State', 'GetItem', 'PutItem'),
    ...use('Records', 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
    ...use('Keys', 'GetItem', 'PutItem'),
    'kms:GenerateDataKey on on-call for on-call roster',
    'kms:Decrypt on on-call for on-call roster',
    'kms:GenerateDataKey on vault for vault',
    'kms:Decrypt on vault for vault',
  ],
  'publish-facts': [
    ...follow('State', 'Records'),
    'sqs:SendMessage on publish-facts/dead-letters',
    ...use('State', 'GetItem', 'PutItem'),
    'sqs:SendMessage on issue-purge-certificate/queue',
    ...use('Ledger', 'PutItem'),
    'events:PutEvents on bus',
  ],
  'issue-purge-certificate': [
    ...consume('issue-purge-certificate/queue'),
    ...use('State', 'GetItem', 'PutItem'),
    'kms:Sign on signing',
  ],
  'sweep-retention': [
    'dynamodb:Query on Records/index/byExpiry',
    ...use('State', 'GetItem'),
    ...use('Records', 'UpdateItem', 'DeleteItem'),
  ],
  'update-retention-profile': [
    ...consume('update-retention-profile/queue'),
    ...use('State', 'GetItem', 'PutItem'),
    ...use('Records', 'GetItem', 'UpdateItem', 'Query'),
  ],
  'erase-client': [
    'dynamodb:Query on State/index/byDeadline',
    ...use('State', 'GetItem', 'PutItem'),
    ...use('Records', 'Query', 'UpdateItem', 'DeleteItem'),
    ...use('Keys', 'UpdateItem'),
    'kms:Sign on signing',
  ],
  'reseal-records': [
    ...consume('reseal-records/queue'),
    ...use('Records', 'GetItem', 'UpdateItem', 'Query'),
    ...use('Keys', 'GetItem', 'PutItem', 'UpdateItem'),
    'kms:GenerateDataKey on vault for vault',
    'kms:Decrypt on vault for vault',
  ],
  'recalculate-retention': [
    ...consume('recalculate-retention/queue'),
    'sqs:SendMessage on recalculate-retention/queue',
    'dynamodb:Query on State/index/byDeadline',
    'dynamodb:Query on Records/index/byExpiry',
    ...use('State', 'GetItem', 'PutItem'),
    ...use('Records', 'UpdateItem'),
    ...openSealed,
  ],
  'reconcile-purges': [
    'dynamodb:Query on State/index/byDeadline',
    ...use('State', 'GetItem', 'PutItem'),
    ...use('Records', 'GetItem'),
    'kms:Sign on signing',
  ],
  'digest-ledger': [
    ...use('Ledger', 'GetItem', 'PutItem', 'Query'),
    'kms:GetPublicKey on signing',
    'kms:Sign on signing',
    listTenants,
  ],
  'open-record': [
    ...openSealed,
    ...use('State', 'GetItem', 'PutItem'),
    ...use('Records', 'Query'),
    ...verifySenders,
  ],
  'export-access': [
    ...openSealed,
    ...use('State', 'GetItem', 'PutItem'),
    ...use('Records', 'Query'),
    'kms:Sign on signing',
    ...verifySenders,
  ],
  'export-ledger': [...use('Ledger', 'GetItem', 'Query'), 'kms:Sign on signing', ...verifySenders],
  'report-retention': [
    ...use('State', 'GetItem'),
    ...use('Records', 'Query'),
    ...use('Ledger', 'Query'),
    'dynamodb:Query on Ledger/index/byKind',
    'dynamodb:Query on Records/index/byExpiry',
    'dynamodb:Query on State/index/byDeadline',
    ...verifySenders,
  ],
  'publish-jwks': [...use('Ledger', 'Query'), 'kms:GetPublicKey on signing'],
};

function permissionsOf(name: string): string[] {
  const found = granted
    .filter(({ role }) => role === name)
    .flatMap(({ statement }) =>
      list(statement.Action).flatMap((action) => [
        ...list(statement.Resource).map(
          (resource) => `${action} on ${readable(resource)}${limitOf(statement)}`,
        ),
        ...list(statement.NotResource).map((resource) => `${action} on all but ${resource}`),
      ]),
    )
    // Use of the data key through a service is checked by its own rule below; starting the function is Scheduler's.
    .filter((line) => !line.endsWith(' on data') && !line.startsWith('lambda:InvokeFunction'));
  return [...new Set(found)].sort();
}

/** How the conditions limit a statement, but for those of use through a service. */
function limitOf({ Condition = {} }: Statement): string {
  const { StringEquals = {}, 'ForAllValues:StringLike': like = {} } = Condition;
  const ofKeys = list(like['dynamodb:LeadingKeys']);
  const context = Object.entries(StringEquals).flatMap(([key, value]) =>
    key.startsWith('kms:EncryptionContext:') ? [value] : [],
  );
  return [
    ...(ofKeys.length === 0 ? [] : [' of', ...ofKeys]),
    ...(context.length === 0 ? [] : [' for', ...context]),
  ].join(' ');
}

function readable(resource: string): string {
  return resource.replace(/^([^/]+)\/(?:function\/)?logs$/, '$1 logs');
}

describe('who may do what', () => {
  test.each(Object.keys(expected))('%s may do what its work needs and nothing else', (name) => {
    expect(permissionsOf(name)).toEqual([...always(name), ...(expected[name] ?? [])].sort());
  });

  test('there is no role beyond those of the functions and their schedules', () => {
    const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role').map(({ name }) => name);
    const ofFunctions = roles.filter((name) => name.endsWith('/role')).map((name) => name.split('/')[0]);
    expect(ofFunctions.sort()).toEqual(Object.keys(expected).sort());
    expect(roles.filter((name) => !name.endsWith('/role')).sort()).toEqual([
      'check-readiness/schedule-role',
      'digest-ledger/schedule-role',
      'erase-client/schedule-role',
      'reconcile-purges/schedule-role',
      'repeat-alarms/schedule-role',
      'start-drill/schedule-role',
      'sweep-clearance/schedule-role',
      'sweep-deliveries/schedule-role',
      'sweep-escalations/schedule-role',
      'sweep-presence/schedule-role',
      'sweep-retention/schedule-role',
    ]);
  });

  test('a schedule may start its own function only', () => {
    const starts = identityStatements(resources)
      .filter(({ role }) => role.endsWith('/schedule-role'))
      .map(({ role, statement }) => `${role}: ${String(statement.Action)} on ${String(statement.Resource)}`);
    expect(starts.sort()).toEqual([
      'check-readiness/schedule-role: lambda:InvokeFunction on check-readiness/function/function',
      'digest-ledger/schedule-role: lambda:InvokeFunction on digest-ledger/function/function',
      'erase-client/schedule-role: lambda:InvokeFunction on erase-client/function/function',
      'reconcile-purges/schedule-role: lambda:InvokeFunction on reconcile-purges/function/function',
      'repeat-alarms/schedule-role: lambda:InvokeFunction on repeat-alarms/function/function',
      'start-drill/schedule-role: lambda:InvokeFunction on start-drill/function/function',
      'sweep-clearance/schedule-role: lambda:InvokeFunction on sweep-clearance/function/function',
      'sweep-deliveries/schedule-role: lambda:InvokeFunction on sweep-deliveries/function/function',
      'sweep-escalations/schedule-role: lambda:InvokeFunction on sweep-escalations/function/function',
      'sweep-presence/schedule-role: lambda:InvokeFunction on sweep-presence/function/function',
      'sweep-retention/schedule-role: lambda:InvokeFunction on sweep-retention/function/function',
    ]);
  });
});

describe('rules over every policy', () => {
  test('a role that texts people may use the items of crises only, and no data key of a client', () => {
    const texting = granted
      .filter(({ statement }) => statement.NotResource === 'arn:AWS::Partition:sns:*:*:*')
      .map(({ role }) => role)
      // It opens the answers that it evaluates, and texts people on standby only.
      .filter((role) => role !== 'evaluate-screening');
    expect(texting.length).toBeGreaterThan(5);
    const lines = texting.flatMap((role) => permissionsOf(role).map((line) => `${role}: ${line}`));
    expect(lines.filter((line) => line.includes('on vault'))).toEqual([]);
    expect(lines.filter((line) => /on (State|Records|Keys)$/.test(line))).toEqual([]);
  });

  const touching = (table: string) =>
    granted.filter(({ statement }) =>
      list(statement.Resource).some((resource) => resource === '*' || resource.startsWith(table)),
    );

  test('nobody may change or delete what the ledger holds', () => {
    const changes = touching('Ledger')
      .flatMap(({ statement }) => list(statement.Action))
      .filter((action) => /^(dynamodb:)?(\*|Update|Delete|BatchWrite|PartiQL|.*\*)/.test(action));
    expect(changes).toEqual([]);
  });

  test('only the functions of the vault, and those that must open a sealed phone number, birth date or endpoint secret, reach the keys', () => {
    const reaching = touching('Keys').filter(({ statement }) =>
      list(statement.Resource).some((resource) => resource.startsWith('Keys')),
    );
    expect([...new Set(reaching.map(({ role }) => role))].sort()).toEqual([
      'answer-clearance',
      'apply-reply',
      'apply-retention',
      'check-readiness',
      'erase-client',
      'escalate',
      'evaluate-screening',
      'export-access',
      'manage-subscriptions',
      'open-incident',
      'open-record',
      'process-due-work',
      'recalculate-retention',
      'receive-event',
      'reseal-records',
      'send-webhook',
      'start-drill',
      'update-clearance',
      'update-roster',
    ]);
  });

  test('only an erasure and a rotation may change a key item, and nobody may delete one', () => {
    const changing = touching('Keys').filter(({ statement }) =>
      list(statement.Resource).some((resource) => resource.startsWith('Keys')),
    );
    const may = (action: RegExp) =>
      changing.filter(({ statement }) => list(statement.Action).some((name) => action.test(name)));
    expect(may(/^dynamodb:(Delete|BatchWrite|.*\*)/)).toEqual([]);
    expect(
      may(/^dynamodb:Update/)
        .map(({ role }) => role)
        .sort(),
    ).toEqual(['erase-client', 'reseal-records']);
  });

  test('no action is a wildcard', () => {
    const actions = granted.flatMap(({ statement }) => list(statement.Action));
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test('only actions that know no resources may use all of them', () => {
    const onEverything = granted
      .filter(({ statement }) => list(statement.Resource).includes('*'))
      .flatMap(({ statement }) => list(statement.Action));
    expect([...new Set(onEverything)].sort()).toEqual([
      'dynamodb:ListStreams',
      'sns:CheckIfPhoneNumberIsOptedOut',
      'sns:GetSMSAttributes',
      'sns:GetSMSSandboxAccountStatus',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('phones only may be published to, but for the alarms that are repeated to the operators', () => {
    const publishing = granted.filter(
      ({ role, statement }) => role !== 'repeat-alarms' && list(statement.Action).includes('sns:Publish'),
    );
    expect(publishing.map(({ role }) => role).sort()).toEqual([
      'apply-reply',
      'check-readiness',
      'escalate',
      'evaluate-screening',
      'open-incident',
      'process-due-work',
      'start-drill',
    ]);
    for (const { statement } of publishing) {
      expect(statement.Resource).toBeUndefined();
      expect(statement.NotResource).toBe('arn:AWS::Partition:sns:*:*:*');
    }
  });

  test('the data key is used through a service only, never directly', () => {
    const uses = granted.filter(({ statement }) => list(statement.Resource).includes('data'));
    expect(uses.length).toBeGreaterThan(13);
    for (const { role, statement } of uses) {
      expect(statement.Condition?.StringEquals?.['kms:ViaService'], role).toMatch(
        /^(dynamodb|sns|sqs|secretsmanager)\.us-east-1\.amazonaws\.com$/,
      );
    }
  });

  test('no managed policy is attached', () => {
    for (const { name, properties } of resources.filter(({ type }) => type === 'AWS::IAM::Role')) {
      expect(properties.ManagedPolicyArns, name).toBeUndefined();
    }
  });

  test('a service may use the data key for this account only', () => {
    const key = resources.find(({ name, type }) => type === 'AWS::KMS::Key' && name === 'data');
    const services = (key?.properties.KeyPolicy?.Statement ?? []).filter(
      ({ Principal }) => Principal?.Service,
    );
    expect(services.length).toBeGreaterThanOrEqual(5);
    for (const { Principal, Condition } of services) {
      const bound = JSON.stringify(Condition ?? {});
      expect(bound, Principal?.Service).toMatch(
        /"aws:SourceAccount":"AWS::AccountId"|AWS::AccountId:log-group/,
      );
    }
  });
});
