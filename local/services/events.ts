import { randomUUID } from 'node:crypto';
import type { AsyncInvocations } from '../async-invocations.ts';
import { compilePattern, type Pattern } from '../event-pattern.ts';
import type { Logs } from '../logs.ts';
import type { OpenIncidents } from '../open-incidents.ts';
import { account, region } from '../resource-types.ts';
import type { ServiceMay } from '../resource-policies.ts';
import { AwsError, type Clock, type Input, type Service, type Store } from '../service.ts';
import { refuseUnknownProperties, type Template } from '../template.ts';
import type { Queues } from './sqs/queues.ts';

/** An event on a bus, as rules match it and targets get it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Events extends Service {
  /** What passed the buses, oldest first. */
  passed(): readonly BusEvent[];
}

interface Surroundings {
  readonly template: Template;
  readonly queues: Queues;
  readonly invocations: AsyncInvocations;
  readonly serviceMay: ServiceMay;
  readonly logs: Logs;
  readonly clock: Clock;
  readonly store: Store;
  readonly openIncidents: OpenIncidents;
}

interface Rule {
  readonly arn: string;
  readonly bus: string;
  readonly matches: Pattern;
  readonly targets: readonly Target[];
}

interface Target {
  readonly arn: string;
  readonly shape: (event: Input) => unknown;
  readonly deadLetterArn?: string;
}

const largestRequestBytes = 1_048_576;
const mostRemembered = 10_000;

/**
 * Amazon EventBridge: buses and rules to queues and functions. A delivery that is not permitted goes to the target's
 * dead-letter queue at once, as on AWS.
 * Source: PutEvents, Amazon EventBridge API Reference; "Event bus targets", EventBridge User Guide.
 */
export function createEvents(surroundings: Surroundings): Events {
  const { template, queues, invocations, serviceMay, logs, clock, store, openIncidents } = surroundings;
  for (const { name, properties } of template.of('AWS::Events::EventBus'))
    refuseUnknownProperties(name, properties, 'DeadLetterConfig Description KmsKeyIdentifier Name Tags');
  const buses = ['default', ...template.of('AWS::Events::EventBus').map(({ name }) => name)];
  const rules = template.of('AWS::Events::Rule').map((resource) => readRule(resource));
  const passed = store.all<BusEvent>('events').map(([, event]) => event);
  let order = Number(store.all('events').at(-1)?.[0] ?? 0);

  function remember(event: BusEvent): void {
    openIncidents.note(event);
    passed.push(event);
    store.put('events', key(++order), event);
    if (passed.length <= mostRemembered) return;
    passed.shift();
    store.delete('events', key(order - mostRemembered));
  }

  async function putEvents(input: Input) {
    const entries: Input[] = input.Entries ?? [];
    if (entries.length === 0 || entries.length > 10)
      throw new AwsError('ValidationException', 'Entries must have between 1 and 10 members');
    const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > largestRequestBytes)
      throw new AwsError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    const answers = [];
    for (const entry of entries) answers.push(await accept(entry));
    return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
  }

  async function accept(entry: Input) {
    const bus = busName(entry.EventBusName);
    if (!buses.includes(bus)) return refuse('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    for (const field of ['Source', 'DetailType', 'Detail'])
      if (!entry[field])
        return refuse(
          'InvalidArgument',
          `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
        );
    const detail = parseObject(entry.Detail);
    if (!detail) return refuse('MalformedDetail', 'Detail is malformed.');
    const seconds = typeof entry.Time === 'number' ? entry.Time * 1000 : clock.now();
    const event: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.DetailType,
      source: entry.Source,
      account,
      time: new Date(seconds).toISOString().replace(/\.\d+Z$/, 'Z'),
      region,
      resources: entry.Resources ?? [],
      detail,
    };
    remember(event);
    for (const rule of rules)
      if (rule.bus === bus && rule.matches(event))
        for (const target of rule.targets) await deliver(rule, target, event);
    return { EventId: event.id };
  }

  async function deliver(rule: Rule, target: Target, event: Input): Promise<void> {
    const shaped = target.shape(event);
    const queue = queues.find(target.arn);
    const action = queue ? 'sqs:SendMessage' : 'lambda:InvokeFunction';
    if (await serviceMay('events.amazonaws.com', action, target.arn, rule.arn)) {
      if (queue) queues.send(queue, typeof shaped === 'string' ? shaped : JSON.stringify(shaped));
      else invocations.accept(target.arn, shaped);
      return;
    }
    logs.write('stage', '', `EventBridge may not ${action} on ${target.arn} for ${rule.arn}`);
    const deadLetters = target.deadLetterArn === undefined ? undefined : queues.find(target.deadLetterArn);
    if (
      !deadLetters ||
      !(await serviceMay('events.amazonaws.com', 'sqs:SendMessage', deadLetters.arn, rule.arn))
    )
      return;
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    queues.send(deadLetters, JSON.stringify(shaped), {
      ERROR_CODE: text('NO_PERMISSIONS'),
      RULE_ARN: text(rule.arn),
      TARGET_ARN: text(target.arn),
    });
  }

  return {
    name: 'events',
    access(operation, input) {
      if (operation !== 'PutEvents')
        throw new AwsError(
          'UnknownOperationException',
          `The stage does not know the EventBridge operation ${operation}`,
        );
      const names = new Set<string>((input.Entries ?? []).map((entry: Input) => busName(entry.EventBusName)));
      return [...names].map((name) => ({
        action: 'events:PutEvents',
        resource: `arn:aws:events:${region}:${account}:event-bus/${name}`,
      }));
    },
    handle: (_, input) => putEvents(input),
    passed: () => passed,
  };
}

const key = (order: number): string => String(order).padStart(12, '0');
const busName = (reference?: string): string => (reference ?? 'default').replace(/^arn:.*:event-bus\//, '');
const refuse = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });

/** "Calculating PutEvents event entry size", EventBridge User Guide. */
function sizeOf(entry: Input): number {
  const parts: string[] = [
    entry.Source ?? '',
    entry.DetailType ?? '',
    entry.Detail ?? '',
    ...(entry.Resources ?? []),
  ];
  return parts.reduce((sum, part) => sum + Buffer.byteLength(part), entry.Time === undefined ? 0 : 14);
}

function parseObject(text: string): Input {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readRule({ name, arn, properties }: Template['resources'][number]): Rule {
  refuseUnknownProperties(name, properties, 'Description EventBusName EventPattern Name State Tags Targets');
  const enabled = (properties.State ?? 'ENABLED') === 'ENABLED';
  const pattern = compilePattern(properties.EventPattern);
  const targets = (properties.Targets ?? []).map((target: Input) =>
    readTarget(`${name}, target ${target.Id}`, target),
  );
  return {
    arn,
    bus: busName(properties.EventBusName),
    matches: (event) => enabled && pattern(event),
    targets,
  };
}

function readTarget(what: string, target: Input): Target {
  refuseUnknownProperties(what, target, 'Arn DeadLetterConfig Id Input InputPath RetryPolicy');
  if (!/^arn:aws:(sqs|lambda):/.test(target.Arn))
    throw new Error(`${what}: the stage delivers to queues and functions only`);
  const path: string = target.InputPath ?? '$';
  if (!/^\$(\.[\w-]+)*$/.test(path))
    throw new Error(`${what}: the stage does not know the input path ${path}`);
  const steps = path.split('.').slice(1);
  return {
    arn: target.Arn,
    shape: (event) =>
      target.Input === undefined
        ? steps.reduce((node, step) => node?.[step], event)
        : JSON.parse(target.Input),
    ...(target.DeadLetterConfig && { deadLetterArn: target.DeadLetterConfig.Arn }),
  };
}
