import * as z from 'zod';
import { compilePattern, type Pattern } from '../../event-pattern.ts';
import { anyObject, ignored, read, text } from '../../shapes.ts';
import type { Resource } from '../../template/template.ts';

export interface Rule {
  readonly arn: string;
  readonly bus: string;
  readonly matches: Pattern;
  readonly targets: readonly Target[];
}

export interface Target {
  readonly arn: string;
  readonly shape: (event: unknown) => unknown;
  /** The group of a fair queue that the event belongs to, if it names one. */
  readonly groupOf: (event: unknown) => string | undefined;
  readonly deadLetterArn?: string;
}

const namesOnly = /^\$(\.[\w-]+)*$/;

const targetProperties = z.strictObject({
  Id: text,
  Arn: text.regex(/^arn:aws:(sqs|lambda):/, 'the stage delivers to queues and functions only'),
  Input: text.optional(),
  InputPath: text
    .regex(namesOnly, 'the stage knows input paths of names only, such as $.detail.data')
    .default('$'),
  SqsParameters: z
    .strictObject({
      MessageGroupId: text.regex(namesOnly, 'the stage knows groups by path only, such as $.detail.id'),
    })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: text }).optional(),
  ...ignored('RetryPolicy'),
});
const ruleProperties = z.strictObject({
  EventBusName: text.optional(),
  EventPattern: anyObject,
  State: text.default('ENABLED'),
  Targets: z.array(targetProperties).default([]),
  ...ignored('Description', 'Name', 'Tags'),
});

export const busName = (reference = 'default'): string => reference.replace(/^arn:.*:event-bus\//, '');

export function readRule({ name, arn, properties }: Resource): Rule {
  const { EventBusName, EventPattern, State, Targets } = read(name, properties, ruleProperties);
  const pattern = compilePattern(EventPattern);
  return {
    arn,
    bus: busName(EventBusName),
    matches: (event) => State === 'ENABLED' && pattern(event),
    targets: Targets.map(readTarget),
  };
}

function readTarget(properties: z.output<typeof targetProperties>): Target {
  const { Arn, Input, InputPath, SqsParameters, DeadLetterConfig } = properties;
  return {
    arn: Arn,
    shape: (event) => (Input === undefined ? at(InputPath, event) : (JSON.parse(Input) as unknown)),
    groupOf(event) {
      const group = SqsParameters && at(SqsParameters.MessageGroupId, event);
      return typeof group === 'string' ? group : undefined;
    },
    ...(DeadLetterConfig && { deadLetterArn: DeadLetterConfig.Arn }),
  };
}

const at = (path: string, event: unknown): unknown => path.split('.').slice(1).reduce(memberOf, event);

const memberOf = (node: unknown, name: string): unknown =>
  typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[name] : undefined;
