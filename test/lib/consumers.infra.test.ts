import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { declarations } from './declarations.ts';
import { contactServices, resourcesOf, synthesize } from './synthesized.ts';
import type { Properties } from './template.ts';

const resources = resourcesOf(synthesize());
const of = (type: string) => resources.filter((resource) => resource.type === type);
const named = (name: string): Properties =>
  resources.find((resource) => resource.name === name)?.properties ?? {};

/** Which functions consume queues follows from the template; what each must be like is said below. */
const queueConsumers = of('AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
  const [, name] = /^(.+)\/queue$/.exec(properties.EventSourceArn ?? '') ?? [];
  return name === undefined ? [] : [name];
});
const streamConsumers = ['publish-facts'];

describe('each declaration', () => {
  test('has the name of its folder, and its function has the variables that it names', () => {
    for (const { name, folder, environment } of declarations) {
      expect(name).toBe(folder);
      const deployed = of('AWS::Lambda::Function').find(
        ({ properties }) => properties.FunctionName === `vigil-local-${name}`,
      );
      const { Environment } = deployed?.properties ?? {};
      const given = [...queueConsumers, ...streamConsumers].includes(name) ? ['DEAD_LETTER_QUEUE_URL'] : [];
      expect(Object.keys(Environment?.Variables ?? {}).sort(), name).toEqual(
        [...environment, ...given].sort(),
      );
    }
  });
});

describe('each function', () => {
  test('runs on Node 24 and arm64, is traced, and has a role, a log group and a share of concurrency of its own', () => {
    const functions = of('AWS::Lambda::Function').map(({ properties }) => properties);
    expect(functions).toHaveLength(declarations.length);
    for (const properties of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
      expect(properties.ReservedConcurrentExecutions, properties.FunctionName).toBeGreaterThan(0);
    }
    for (const unshared of ['Role', 'FunctionName'] as const) {
      expect(new Set(functions.map((properties) => properties[unshared])).size).toBe(declarations.length);
    }
    expect(new Set(functions.map(({ LoggingConfig }) => LoggingConfig?.LogGroup)).size).toBe(
      declarations.length,
    );
  });

  test('the reserved concurrency of all leaves an account of 1000 the 100 that AWS insists on, and the runbook says it', () => {
    const reserved = of('AWS::Lambda::Function')
      .map(({ properties }) => properties.ReservedConcurrentExecutions ?? 0)
      .reduce((sum, each) => sum + each, 0);
    expect(reserved).toBeLessThanOrEqual(900);
    expect(readFileSync('docs/runbook.md', 'utf8')).toContain(`the functions reserve ${reserved} of`);
  });
});

describe('each queue consumer', () => {
  test('is declared, and everything that subscribes is one', () => {
    expect(queueConsumers.length).toBeGreaterThan(10);
    expect(new Set(queueConsumers).size).toBe(queueConsumers.length);
    for (const name of queueConsumers) expect(declarations.map((each) => each.name)).toContain(name);
    const subscribing = declarations.filter(({ subscribes }) => subscribes !== undefined);
    for (const { name } of subscribing) expect(queueConsumers).toContain(name);
  });

  test.each(queueConsumers)(
    '%s tries a message for hours, a minute apart at most, before it goes to the dead-letter queue',
    (name) => {
      const queue = named(`${name}/queue`);
      const timeout = named(`${name}/function/function`).Timeout ?? 0;
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(3 * timeout);
      if (timeout <= 30) expect(queue.VisibilityTimeout).toBeLessThanOrEqual(90);
      expect(queue.RedrivePolicy).toEqual({
        deadLetterTargetArn: `${name}/dead-letters`,
        maxReceiveCount: 1_000,
      });
      expect(named(`${name}/dead-letters`).MessageRetentionPeriod).toBe(14 * 86_400);
    },
  );

  test.each(queueConsumers)('%s fails message by message and polls no more than it may run', (name) => {
    const mapping = named(`${name}/mapping`);
    expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(mapping.ScalingConfig?.MaximumConcurrency).toBe(
      named(`${name}/function/function`).ReservedConcurrentExecutions,
    );
  });

  test.each(['escalate', 'open-incident', 'apply-reply'])('%s takes one message at a time', (name) => {
    expect(named(`${name}/mapping`).BatchSize).toBe(1);
  });
});

describe('each stream consumer', () => {
  // Two readers of a shard are DynamoDB's limit, and global tables take one (developer guide, "Streams and Lambda").
  test('is the only reader of its streams', () => {
    const followed = of('AWS::Lambda::EventSourceMapping')
      .map(({ properties }) => properties.EventSourceArn ?? '')
      .filter((source) => source.endsWith('StreamArn'));
    expect(followed.sort()).toEqual(['Records.StreamArn', 'State.StreamArn']);
  });

  test.each([
    ['publish-facts/mapping-Records', 'Records.StreamArn', { eventName: ['INSERT', 'MODIFY', 'REMOVE'] }],
    [
      'publish-facts/mapping-State',
      'State.StreamArn',
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { hasFacts: { BOOL: [true] } } } },
    ],
  ])(
    '%s follows %s for %j, tries for as long as the stream remembers, and names what it gave up',
    (name, source, wanted) => {
      const mapping = named(name);
      expect(mapping).toMatchObject({
        EventSourceArn: source,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        StartingPosition: 'TRIM_HORIZON',
        DestinationConfig: { OnFailure: { Destination: `${name.split('/')[0]}/dead-letters` } },
      });
      expect(mapping.MaximumRetryAttempts ?? -1).toBe(-1);
      expect(mapping.MaximumRecordAgeInSeconds).toBe(86_400);
      expect(JSON.parse(mapping.FilterCriteria?.Filters[0]?.Pattern ?? '')).toEqual(wanted);
    },
  );
});

describe('each rule', () => {
  const rules: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
    declarations.flatMap(({ name, subscribes }) =>
      subscribes === undefined ? [] : [[name, subscribes.map(({ type }) => type).sort()]],
    ),
  );

  test('belongs to a function that subscribes', () => {
    expect(Object.keys(rules)).toContain('open-incident');
    for (const types of Object.values(rules)) expect(types.length).toBeGreaterThan(0);
  });

  test('there is none beside those and that of receipts', () => {
    expect(
      of('AWS::Events::Rule')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      [...[...Object.keys(rules), 'receive-chime'].map((name) => `${name}/rule`), 'sms-receipts'].sort(),
    );
  });

  test.each(Object.keys(rules))(
    'that of %s hands the bare CloudEvent to its queue and nowhere else',
    (name) => {
      const rule = named(`${name}/rule`);
      expect(rule.EventBusName).toBe('bus');
      expect(Object.keys(rule.EventPattern ?? {})).toEqual(['detail-type']);
      expect([...(rule.EventPattern?.['detail-type'] ?? [])].sort()).toEqual(rules[name]);
      expect(rule.Targets).toHaveLength(1);
      expect(rule.Targets?.[0]).toMatchObject({
        Arn: `${name}/queue`,
        InputPath: '$.detail',
        SqsParameters: { MessageGroupId: '$.detail.tenantid' },
        DeadLetterConfig: { Arn: `${name}/dead-letters` },
      });
    },
  );

  test('that of receive-chime hears the service itself, on the default bus, and no name-sake', () => {
    const rule = named('receive-chime/rule');
    expect(rule.EventBusName).toBeUndefined();
    expect(rule.EventPattern).toEqual({
      source: ['aws.chime'],
      'detail-type': ['Chime Meeting State Change'],
    });
    expect(rule.Targets).toMatchObject([{ Arn: 'receive-chime/queue', InputPath: '$.detail' }]);
    expect(JSON.stringify(rule.Targets), 'events of AWS name no tenant').not.toContain('MessageGroupId');
  });

  test.each([...Object.keys(rules), 'receive-chime'])('only that of %s may fill its queue', (name) => {
    const allowed = named(`${name}/queue/Policy`).PolicyDocument?.Statement.filter(
      ({ Effect }) => Effect === 'Allow',
    );
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': `${name}/rule` } },
      }),
    ]);
  });
});

describe('phone numbers', () => {
  test('the function that hears SMS has no queue that its event could end in', () => {
    expect(named('receive-reply/function').DeadLetterConfig).toBeUndefined();
    const [subscription] = of('AWS::SNS::Subscription');
    expect(subscription?.properties).toMatchObject({ TopicArn: 'inbound-sms', Protocol: 'lambda' });
    expect(subscription?.properties.RedrivePolicy).toBeUndefined();
  });
});

describe('the clock', () => {
  test.each([
    ['sweep-escalations', 'rate(1 minute)'],
    ['sweep-clearance', 'rate(1 minute)'],
    ['sweep-presence', 'rate(1 minute)'],
    ['sweep-deliveries', 'rate(1 minute)'],
    ['sweep-retention', 'rate(1 day)'],
  ])('starts %s at a %s', (name, expression) => {
    expect(named(`${name}/schedule`)).toMatchObject({
      ScheduleExpression: expression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: `${name}/function/function` },
    });
  });
});

describe('the HTTPS way in', () => {
  const routes = of('AWS::ApiGatewayV2::Route')
    .map(({ properties }) => properties.RouteKey)
    .sort();

  test('is described in the OpenAPI document, every route of it', () => {
    const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
      paths: Record<string, object>;
    };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(routes);
  });

  test('has twenty-one routes, a limit, and a log that holds nothing of a request but its course', () => {
    expect(routes).toEqual([
      'DELETE /v1/webhooks/{provider}/{endpoint}/{type}/{id}',
      'GET /.well-known/jwks.json',
      'GET /p/{link}',
      'GET /v1/certificates',
      'GET /v1/erasures',
      'GET /v1/holds',
      'GET /v1/incidents',
      'GET /v1/incidents/{incidentId}',
      'GET /v1/on-call/load',
      'GET /v1/sessions/{sessionId}/clearance',
      'GET /v1/subscriptions',
      'HEAD /p/{link}',
      'POST /p/{link}',
      'POST /v1/access-exports',
      'POST /v1/events',
      'POST /v1/ledger-exports',
      'POST /v1/openings',
      'POST /v1/retention-reports',
      'POST /v1/subscriptions',
      'POST /v1/webhooks/{provider}/{endpoint}',
      'PUT /v1/webhooks/{provider}/{endpoint}/{type}/{id}',
    ]);
    const properties = named('http/stage');
    expect(properties.DefaultRouteSettings?.ThrottlingRateLimit).toBe(100);
    expect(
      Object.values(JSON.parse(properties.AccessLogSettings?.Format ?? '') as object),
    ).not.toContainEqual(expect.stringMatching(/identity|sourceIp|userAgent|body|querystring|path\b/));
  });
});

describe('alarms', () => {
  const alarms = of('AWS::CloudWatch::Alarm');
  const alarm = (metric: string, dimension: string) =>
    alarms.find(
      ({ properties }) =>
        properties.MetricName === metric &&
        (properties.Dimensions ?? []).some(({ Value }) => Value === dimension),
    )?.properties;

  test('an alarm fires for anything in a dead-letter queue', () => {
    const deadLetters = of('AWS::SQS::Queue').filter(({ name }) => name.endsWith('dead-letters'));
    expect(deadLetters.map(({ name }) => name).sort()).toEqual(
      [...queueConsumers, ...streamConsumers]
        .map((name) => `${name}/dead-letters`)
        .concat('bus-dead-letters')
        .sort(),
    );
    for (const { name } of deadLetters) {
      const found = alarm('ApproximateNumberOfMessagesVisible', `${name}.QueueName`);
      expect(found, name).toMatchObject({ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
    }
  });

  test('an alarm fires for a reply that cannot be processed', () => {
    expect(alarm('Errors', 'receive-reply/function')).toMatchObject({ Threshold: 0, Statistic: 'Sum' });
  });

  test('each schedule fires an alarm if no run completes', () => {
    const scheduled = of('AWS::Scheduler::Schedule').map(({ name }) => name.replace('/schedule', ''));
    expect(scheduled.length).toBeGreaterThan(8);
    for (const name of scheduled) {
      const found = alarms.find((each) => each.name === `${name}/silence-alarm`)?.properties;
      expect(found, name).toMatchObject({
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      });
      const metrics = (found?.Metrics ?? []).map(
        ({ Expression, MetricStat }) => MetricStat?.Metric.MetricName ?? Expression,
      );
      expect(metrics.sort(), name).toEqual(['Errors', 'Invocations', 'runs - errors']);
    }
  });

  // A function that answers 503 has not failed: its own error metric stays at zero.
  test('each route fires an alarm for the 5xx that its callers see', () => {
    const routes = of('AWS::ApiGatewayV2::Route').map(({ properties }) => properties.RouteKey ?? '');
    expect(routes).toContain('POST /v1/events');
    const watched = alarms.flatMap(({ properties }) =>
      (properties.Metrics ?? []).flatMap(({ MetricStat }) => {
        if (MetricStat?.Metric.MetricName !== '5xx') return [];
        const of = new Map(MetricStat.Metric.Dimensions.map(({ Name, Value }) => [Name, Value]));
        return [`${of.get('Method') ?? ''} ${of.get('Resource') ?? ''}`];
      }),
    );
    expect(watched.sort()).toEqual(routes.sort());
  });

  test('the watchdog fires one if it starts and never gets to its end: three beats missing', () => {
    const found = alarms.find(({ properties }) =>
      JSON.stringify(properties.Metrics ?? []).includes('Heartbeat'),
    );
    expect(found?.properties).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
    });
  });

  test.each([
    'DeliveriesFailed',
    'NobodyToPage',
    'EscalationExhausted',
    'OverdueRecords',
    'ReadinessUnknown',
    'SmsFailed',
    'StaffOptOut',
    'UnattributedRemovals',
  ])('the alarm on %s fires at the first count', (metric) => {
    const found = alarms.find(({ properties }) =>
      (properties.Metrics ?? []).some(({ Expression }) => Expression === `SELECT SUM(${metric}) FROM Vigil`),
    );
    expect(found?.properties).toMatchObject({ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
  });

  test('each notifies the operators when it fires and when it ends', () => {
    for (const { name, properties } of alarms) {
      expect(properties.AlarmActions, name).toEqual(['alarms']);
      expect(properties.OKActions, name).toEqual(['alarms']);
    }
  });

  test('each states the impact on a person, then the section of the runbook', () => {
    const [, runbook = ''] = readFileSync('docs/runbook.md', 'utf8').split(/^## Alarms$/m);
    const headings = [...runbook.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    // Also those of services that have to be configured.
    const every = resourcesOf(synthesize(undefined, contactServices)).filter(
      ({ type }) => type === 'AWS::CloudWatch::Alarm',
    );
    const sections = every.map(({ name, properties }) => {
      const [, impact, anchor] =
        /^(.{40,}[.]) See docs\/runbook\.md#([a-z-]+)$/.exec(properties.AlarmDescription ?? '') ?? [];
      expect(impact, name).toBeDefined();
      return anchor;
    });
    expect([...new Set(sections)].sort()).toEqual(headings.sort());
  });
});
