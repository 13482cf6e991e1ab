import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { HopelessError, refusedForGood } from '../lambda/hopeless-error.ts';
import type { Bus } from './bus.ts';

/** The bus did not take an event, although the call succeeded. */
class NotPublishedError extends Error {
  override readonly name = 'NotPublishedError';
  constructor(type: string, code: string) {
    super(`the bus refused ${type}: ${code}`);
  }
}

/** The bus will never take this event. */
class RefusedEventError extends HopelessError {
  override readonly name = 'RefusedEventError';
  constructor(type: string, code: string) {
    super(`the bus refuses ${type} for good: ${code}`);
  }
}

interface Waiting {
  readonly event: Parameters<Bus['publish']>[0];
  readonly detail: string;
  readonly done: PromiseWithResolvers<void>;
}

/** As many, and as much, as PutEvents takes at once (EventBridge API reference: 10 entries; 256 KB is below every quota of it). */
const mostEntries = 10;
const mostBytes = 256_000;

/**
 * Vigil's bus: `detail` is the CloudEvent, `detail-type` its type. What is published while a call is under way goes
 * together in the next one.
 */
export const eventBridgeBus = (client: EventBridgeClient, busName: string): Bus => {
  let waiting: Waiting[] = [];
  let underWay = false;

  const put = async (batch: readonly Waiting[]): Promise<void> => {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: batch.map(({ event, detail }) => ({
          EventBusName: busName,
          Source: event.source,
          DetailType: event.type,
          Time: new Date(event.time),
          Detail: detail,
        })),
      }),
    );
    // PutEvents answers 200 also where it refused an entry.
    for (const [index, { event, done }] of batch.entries()) {
      const code = Entries[index]?.ErrorCode;
      if (code === undefined) done.resolve();
      else if (refusedForGood.has(code)) done.reject(new RefusedEventError(event.type, code));
      else done.reject(new NotPublishedError(event.type, code));
    }
  };

  const work = async (): Promise<void> => {
    if (underWay) return;
    underWay = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, fitting(waiting));
      waiting = waiting.slice(batch.length);
      await put(batch).catch((error: unknown) => {
        for (const { done } of batch) done.reject(error);
      });
    }
    underWay = false;
  };

  return {
    publish(event) {
      const done = Promise.withResolvers<void>();
      waiting.push({ event, detail: JSON.stringify(event), done });
      void work();
      return done.promise;
    },
  };
};

/** How many from the front go together: one at least. */
const fitting = (waiting: readonly Waiting[]): number => {
  let bytes = 0;
  const tooMany = waiting.findIndex(
    ({ detail }, index) =>
      index === mostEntries || ((bytes += Buffer.byteLength(detail)) > mostBytes && index > 0),
  );
  return tooMany === -1 ? waiting.length : tooMany;
};
