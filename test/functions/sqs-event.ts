import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** A batch as a queue's event source mapping delivers it. */
export const sqsEvent = (...bodies: readonly unknown[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: `handle-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:escalation',
    awsRegion: 'us-east-1',
  })),
});

/** What Lambda hands to a run beside its event; by default with the whole time of an urgent function left. */
export const runContext = (remainingMs = 10_000): Context =>
  ({ getRemainingTimeInMillis: () => remainingMs }) as Context;

/** Hands a batch to a queue's handler and tells which messages come back. */
export const deliver = async (
  handler: (event: SQSEvent, context: Context) => unknown,
  ...bodies: readonly unknown[]
): Promise<readonly string[]> => {
  const answer = (await handler(sqsEvent(...bodies), runContext())) as SQSBatchResponse;
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
