import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { AsyncInvocations } from '../../lambda/async-invocations.ts';
import type { Logs } from '../../logs.ts';
import type { OpenIncidents } from '../../open-incidents.ts';
import { createService, operation } from '../../operations.ts';
import type { ServiceMay } from '../../iam/resource-policies.ts';
import { account, region } from '../../template/resource-types.ts';
import { AwsError, type Clock, type Service, type Store } from '../../service.ts';
import { ignored, read } from '../../shapes.ts';
import type { Template } from '../../template/template.ts';
import type { Queues } from '../sqs/queues.ts';
import { busName, readRule, type Rule, type Target } from './rules.ts';

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

const entry = z.strictObject({
  EventBusName: z.string().optional(),
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  /** Seconds since the epoch. */
  Time: z.number().optional(),
});
const putInput = z.strictObject({ Entries: z.array(entry) });
type Entry = z.output<typeof entry>;

const busProperties = z.strictObject(
  ignored('DeadLetterConfig', 'Description', 'KmsKeyIdentifier', 'Name', 'Tags'),
);

const largestRequestBytes = 1_048_576;

/**
 * Amazon EventBridge: buses and rules to queues and functions. A delivery that is not permitted goes to the target's
 * dead-letter queue at once, as on AWS.
 * Source: PutEvents, Amazon EventBridge API Reference; "Event bus targets", EventBridge User Guide.
 */
export function createEvents(surroundings: Surroundings): Events {
  const { template, clock } = surroundings;
  const ownBuses = template.of('AWS::Events::EventBus');
  for (const { name, properties } of ownBuses) read(name, properties, busProperties);
  const buses = ['default', ...ownBuses.map(({ name }) => name)];
  const rules = template.of('AWS::Events::Rule').map(readRule);
  const history = createHistory(surroundings);

  async function accept(given: Entry): Promise<object> {
    const bus = busName(given.EventBusName);
    const event = eventOf(given, buses, clock.now());
    if ('ErrorCode' in event) return event;
    history.remember(event);
    for (const rule of rules)
      if (rule.bus === bus && rule.matches(event))
        for (const target of rule.targets) await deliver(surroundings, rule, target, event);
    return { EventId: event.id };
  }

  return {
    ...createService({
      name: 'events',
      title: 'EventBridge',
      operations: {
        PutEvents: operation({
          input: putInput,
          access: ({ Entries }) =>
            [...new Set(Entries.map(({ EventBusName }) => busName(EventBusName)))].map((name) => ({
              action: 'events:PutEvents',
              resource: `arn:aws:events:${region}:${account}:event-bus/${name}`,
            })),
          async run({ Entries }) {
            refuseTooMuch(Entries);
            const answers: object[] = [];
            for (const each of Entries) answers.push(await accept(each));
            const FailedEntryCount = answers.filter((answer) => 'ErrorCode' in answer).length;
            return { FailedEntryCount, Entries: answers };
          },
        }),
      },
    }),
    passed: history.passed,
  };
}

/** The last events that passed, for the control plane. */
function createHistory({ store, openIncidents }: Surroundings) {
  const mostRemembered = 10_000;
  const kept = store.all<BusEvent>('events');
  const passed = kept.map(([, event]) => event);
  let order = Number(kept.at(-1)?.[0] ?? 0);
  const key = (number: number): string => String(number).padStart(12, '0');
  return {
    passed: () => passed,
    remember(event: BusEvent): void {
      openIncidents.note(event);
      passed.push(event);
      store.put('events', key(++order), event);
      if (passed.length <= mostRemembered) return;
      passed.shift();
      store.delete('events', key(order - mostRemembered));
    },
  };
}

interface Refusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

function eventOf(given: Entry, buses: readonly string[], now: number): BusEvent | Refusal {
  const bus = busName(given.EventBusName);
  if (!buses.includes(bus)) return refusal('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
  const { Source = '', DetailType = '', Detail = '' } = given;
  for (const [field, value] of Object.entries({ Source, DetailType, Detail }))
    if (value === '')
      return refusal(
        'InvalidArgument',
        `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
      );
  const detail = parseObject(Detail);
  if (!detail) return refusal('MalformedDetail', 'Detail is malformed.');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account,
    time: new Date(given.Time === undefined ? now : given.Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: given.Resources,
    detail,
  };
}

const refusal = (ErrorCode: string, ErrorMessage: string): Refusal => ({ ErrorCode, ErrorMessage });

async function deliver(
  { queues, invocations, serviceMay, logs }: Surroundings,
  rule: Rule,
  target: Target,
  event: BusEvent,
): Promise<void> {
  const shaped = target.shape(event);
  const queue = queues.find(target.arn);
  const action = queue ? 'sqs:SendMessage' : 'lambda:InvokeFunction';
  if (await serviceMay('events.amazonaws.com', action, target.arn, rule.arn)) {
    const body = typeof shaped === 'string' ? shaped : JSON.stringify(shaped);
    if (queue) queues.send(queue, body, {}, undefined, target.groupOf(event));
    else invocations.accept(target.arn, shaped);
    return;
  }
  logs.write('stage', '', `EventBridge may not ${action} on ${target.arn} for ${rule.arn}`);
  const deadLetters = target.deadLetterArn === undefined ? undefined : queues.find(target.deadLetterArn);
  if (!deadLetters) return;
  if (!(await serviceMay('events.amazonaws.com', 'sqs:SendMessage', deadLetters.arn, rule.arn))) return;
  const text = (value: string) => ({ DataType: 'String', StringValue: value });
  queues.send(deadLetters, JSON.stringify(shaped), {
    ERROR_CODE: text('NO_PERMISSIONS'),
    RULE_ARN: text(rule.arn),
    TARGET_ARN: text(target.arn),
  });
}

function refuseTooMuch(entries: readonly Entry[]): void {
  if (entries.length === 0 || entries.length > 10)
    throw new AwsError('ValidationException', 'Entries must have between 1 and 10 members');
  if (entries.reduce((sum, each) => sum + sizeOf(each), 0) > largestRequestBytes)
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
}

/** "Calculating PutEvents event entry size", EventBridge User Guide. */
const sizeOf = ({ Source = '', DetailType = '', Detail = '', Resources, Time }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce(
    (sum, part) => sum + Buffer.byteLength(part),
    Time === undefined ? 0 : 14,
  );

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
