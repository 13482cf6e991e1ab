import * as z from 'zod';
import { read, text } from '../../shapes.ts';

/**
 * Contact flows, as far as Vigil's use the Amazon Connect Flow language; anything else in a flow is an error.
 * Source: "Actions in the Amazon Connect Flow language", Amazon Connect API Reference.
 */
const errors = z.array(z.strictObject({ ErrorType: text, NextAction: text }));

const speaking = z.strictObject({
  Identifier: text,
  Type: z.literal('MessageParticipant'),
  Parameters: z.strictObject({ Text: text }),
  Transitions: z.strictObject({ NextAction: text, Errors: errors, Conditions: z.tuple([]) }),
});

const asking = z.strictObject({
  Identifier: text,
  Type: z.literal('GetParticipantInput'),
  Parameters: z.strictObject({
    Text: text,
    StoreInput: z.literal('False'),
    InputTimeLimitSeconds: z.stringFormat('seconds', /^\d+$/).transform(Number),
  }),
  Transitions: z.strictObject({
    NextAction: text,
    Errors: errors,
    Conditions: z.array(
      z.strictObject({
        NextAction: text,
        Condition: z.strictObject({ Operator: z.literal('Equals'), Operands: z.tuple([text]) }),
      }),
    ),
  }),
});

const invoking = z.strictObject({
  Identifier: text,
  Type: z.literal('InvokeLambdaFunction'),
  Parameters: z.strictObject({
    LambdaFunctionARN: text,
    InvocationTimeLimitSeconds: text,
    LambdaInvocationAttributes: z.record(text, text),
    ResponseValidation: z.strictObject({ ResponseType: z.literal('STRING_MAP') }),
  }),
  Transitions: z.strictObject({ NextAction: text, Errors: errors, Conditions: z.tuple([]) }),
});

const hangingUp = z.strictObject({
  Identifier: text,
  Type: z.literal('DisconnectParticipant'),
  Parameters: z.strictObject({}),
  Transitions: z.strictObject({}),
});

const action = z.discriminatedUnion(
  'Type',
  [speaking, asking, invoking, hangingUp],
  'the stage does not know this action of a flow',
);

const content = z.strictObject({
  Version: z.literal('2019-10-30'),
  StartAction: text,
  Metadata: z.unknown(),
  Actions: z.array(action),
});

export type FlowAction = z.output<typeof action>;

export interface Flow {
  readonly start: string;
  /** @throws if the flow leads to an action that it does not have. */
  action(identifier: string): FlowAction;
}

export function readFlow(name: string, json: string): Flow {
  const { StartAction, Actions } = read(name, JSON.parse(json), content);
  const find = (identifier: string) => {
    const found = Actions.find(({ Identifier }) => Identifier === identifier);
    if (!found) throw new Error(`The flow ${name} has no action ${identifier}`);
    return found;
  };
  for (const { Transitions } of Actions) nextOf(Transitions).forEach(find);
  return { start: find(StartAction).Identifier, action: find };
}

/** Where a flow goes after an error; `NoMatchingError` stands for all that are not named. */
export function afterError({ Transitions }: Exclude<FlowAction, z.output<typeof hangingUp>>, error: string) {
  const { Errors } = Transitions;
  return (
    Errors.find(({ ErrorType }) => ErrorType === error) ??
    Errors.find(({ ErrorType }) => ErrorType === 'NoMatchingError')
  )?.NextAction;
}

const nextOf = (transitions: FlowAction['Transitions']): string[] =>
  'NextAction' in transitions
    ? [transitions, ...transitions.Errors, ...transitions.Conditions].map(({ NextAction }) => NextAction)
    : [];
