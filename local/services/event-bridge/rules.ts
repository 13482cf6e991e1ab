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
  readonly deadLetterArn?: string;
}

const targetProperties = z.strictObject({
  Id: text,
  Arn: text.regex(/^arn:aws:(sqs|lambda):/, 'the stage delivers to queues and functions only'),
  Input: text.optional(),
  InputPath: text
    .regex(/^\$(\.[\w-]+)*$/, 'the stage knows input paths of names only, such as $.detail.data')
    .default('$'),
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

function readTarget({ Arn, Input, InputPath, DeadLetterConfig }: z.output<typeof targetProperties>): Target {
  const steps = InputPath.split('.').slice(1);
  return {
    arn: Arn,
    shape: (event) => (Input === undefined ? steps.reduce(memberOf, event) : (JSON.parse(Input) as unknown)),
    ...(DeadLetterConfig && { deadLetterArn: DeadLetterConfig.Arn }),
  };
}

const memberOf = (node: unknown, name: string): unknown =>
  typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[name] : undefined;
