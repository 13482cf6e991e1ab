/** How long the phone waits for a key after each time that the sentence was said. */
const waitForKeySeconds = '6';

/** People wake up while it is said: a call says it more than once. */
const timesSaid = 3;

const sentence =
  'This is Vigil. You are on call, and somebody needs you now. Press 1 to take it. Press 2 if you cannot.';
const received = 'Thank you. Please read the text message that comes now.';
const notReceived = 'We could not record your answer. Please reply to the text message.';

/**
 * What a call says and takes, in the Amazon Connect Flow language ("Flow language", Amazon Connect API Reference): a
 * sentence that a voicemail may record, and a key, which only a person presses. Version 2019-10-30 is the only one.
 */
export const contactFlow = (functionArn: string): object => ({
  Version: '2019-10-30',
  StartAction: 'ask-1',
  Metadata: {},
  Actions: [
    ...Array.from({ length: timesSaid }, (_, index) =>
      ask(`ask-${index + 1}`, index + 1 < timesSaid ? `ask-${index + 2}` : 'hang-up'),
    ),
    ...['1', '2'].map((key) => ({
      Identifier: `key-${key}`,
      Type: 'InvokeLambdaFunction',
      Parameters: {
        LambdaFunctionARN: functionArn,
        InvocationTimeLimitSeconds: '8',
        LambdaInvocationAttributes: { key },
        ResponseValidation: { ResponseType: 'STRING_MAP' },
      },
      Transitions: { NextAction: 'received', Errors: otherwise('not-received'), Conditions: [] },
    })),
    say('received', received),
    say('not-received', notReceived),
    { Identifier: 'hang-up', Type: 'DisconnectParticipant', Parameters: {}, Transitions: {} },
  ],
});

const otherwise = (next: string) => [{ ErrorType: 'NoMatchingError', NextAction: next }];

const say = (identifier: string, text: string) => ({
  Identifier: identifier,
  Type: 'MessageParticipant',
  Parameters: { Text: text },
  Transitions: { NextAction: 'hang-up', Errors: otherwise('hang-up'), Conditions: [] },
});

/** Another key is a slip of the finger: the sentence is said again. */
const ask = (identifier: string, next: string) => ({
  Identifier: identifier,
  Type: 'GetParticipantInput',
  Parameters: { Text: sentence, StoreInput: 'False', InputTimeLimitSeconds: waitForKeySeconds },
  Transitions: {
    NextAction: next,
    Conditions: ['1', '2'].map((key) => ({
      NextAction: `key-${key}`,
      Condition: { Operator: 'Equals', Operands: [key] },
    })),
    Errors: [
      { ErrorType: 'InputTimeLimitExceeded', NextAction: next },
      { ErrorType: 'NoMatchingCondition', NextAction: next },
      ...otherwise(next),
    ],
  },
});
