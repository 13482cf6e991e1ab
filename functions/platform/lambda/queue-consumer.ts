import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { HopelessError } from './hopeless-error.ts';
import type { Log } from './log.ts';

export interface Retries {
  /** Makes a message visible again sooner than its visibility timeout would. */
  readonly retrySoon: (record: SQSRecord, delaySeconds: number) => Promise<void>;
  /** Puts a message that can never succeed into the dead-letter queue. */
  readonly setAside: (record: SQSRecord) => Promise<void>;
}

/** Why people on standby are called about a message: it fails again and again, or it can never succeed. */
export type Trouble = 'outage' | 'hopeless';

/** As much of a message as says what waits, and for whom. */
export type Waits = Pick<SQSRecord, 'messageId' | 'body'>;

export interface ConsumerDependencies extends Retries {
  readonly log: Log;
  /** Calls people on standby, by a way that needs no table. For queues that lead to a page. */
  readonly callStandby?: (message: Waits, trouble: Trouble) => Promise<void>;
}

/** How a message comes to the one who works on it. */
export interface Delivery {
  /** Which try this is, from 1; also tries that a function could not be started for. */
  readonly tries: number;
}

/** Turns the JSON of a message into what the consumer works with. Throws where the message can never be understood. */
export type ReadBody<M> = (body: unknown) => M;

/** A message that does not have the shape that its queue is for. */
class UnreadableMessageError extends HopelessError {
  override readonly name = 'UnreadableMessageError';
}

/** Reads messages that Vigil's own functions send. */
export const messageOf =
  <M>(schema: z.ZodMiniType<M>): ReadBody<M> =>
  (body) => {
    const message = z.safeParse(schema, body);
    if (message.success) return message.data;
    throw new UnreadableMessageError('a message of another shape', { cause: message.error });
  };

/** Reads a queue that takes messages of its own beside facts from the bus. */
export const messageOr =
  <M, F>(schema: z.ZodMiniType<M>, otherwise: ReadBody<F>): ReadBody<M | F> =>
  (body) => {
    const message = z.safeParse(schema, body);
    return message.success ? message.data : otherwise(body);
  };

/** The longest pause between two tries, in seconds: so soon after an outage everything goes on. */
const longestPauseSeconds = 60;

/** After pauses of 2, 4, 8 and 16 seconds: half a minute after the first try. */
const firstStandbyTry = 5;
/** Tries are a minute apart by then: the text repeats every ten minutes. */
const triesBetweenStandby = 10;

const isStandbyDue = (receiveCount: number): boolean =>
  receiveCount >= firstStandbyTry && (receiveCount - firstStandbyTry) % triesBetweenStandby === 0;

/** What a run needs to hasten the next try and to call people on standby, in milliseconds. */
const reservedMs = 5_000;

/** The work did not end in the time that Lambda gives a run, less what is needed to act on that. */
class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

/** A run that Lambda cuts off cannot call anybody: work that hangs counts as failed before that. */
const inTime = async (work: () => Promise<void>, context: Context): Promise<void> => {
  const leftMs = Math.max(0, context.getRemainingTimeInMillis() - reservedMs);
  let timer: NodeJS.Timeout | undefined;
  const outOfTime = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfTimeError()), leftMs);
  });
  await Promise.race([work(), outOfTime]).finally(() => clearTimeout(timer));
};

/**
 * A queue's Lambda handler. Messages are independent: one that fails is visible again within seconds, with growing
 * pauses of at most a minute, for as long as the queue keeps it; each failed try emits how old it is, since the queue's own
 * age metric leaves such messages out. One that can never succeed goes to the dead-letter queue at once, and one that hangs
 * counts as failed before Lambda cuts it off.
 */
export const queueConsumer = <M>(
  { log, retrySoon, setAside, callStandby }: ConsumerDependencies,
  read: ReadBody<M>,
  consume: (message: M, delivery: Delivery) => Promise<void>,
) => {
  const processor = new BatchProcessor(EventType.SQS);
  const call = async (record: SQSRecord, trouble: Trouble): Promise<void> => {
    await callStandby?.(record, trouble).catch((cause: unknown) => {
      log.error('standby-not-called', cause, { messageId: record.messageId });
    });
  };
  const handleRecord = async (record: SQSRecord, context: Context): Promise<void> => {
    const { messageId, attributes } = record;
    const receiveCount = Number(attributes.ApproximateReceiveCount);
    try {
      const message = read(jsonOf(record));
      await inTime(() => consume(message, { tries: receiveCount }), context);
    } catch (error) {
      log.error('message-failed', error, { messageId, receiveCount });
      // Beside each other: what fails may be the queue, and people must not wait for it.
      if (error instanceof HopelessError) {
        const calling = call(record, 'hopeless');
        await setAside(record).finally(() => calling);
        return;
      }
      log.count('FailedMessageAgeSeconds', (Date.now() - Number(attributes.SentTimestamp)) / 1000);
      // A crisis must not wait for the visibility timeout, which has to outlast the slowest run.
      const hastened = retrySoon(record, Math.min(longestPauseSeconds, 2 ** receiveCount)).catch(
        (cause: unknown) => {
          log.error('retry-not-hastened', cause, { messageId });
        },
      );
      await Promise.all([hastened, isStandbyDue(receiveCount) ? call(record, 'outage') : undefined]);
      throw error;
    }
  };
  return middy<SQSEvent, SQSBatchResponse>().handler((event, context) =>
    processPartialResponse(event, handleRecord, processor, { context, throwOnFullBatchFailure: false }),
  );
};

const jsonOf = ({ body }: SQSRecord): unknown => {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new UnreadableMessageError('a message that is not JSON', { cause: error });
  }
};
