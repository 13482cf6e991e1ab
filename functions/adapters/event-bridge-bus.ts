import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Bus } from '../ports/messaging.ts';

/** The bus did not take an event, although the call succeeded. */
class NotPublishedError extends Error {
  override readonly name = 'NotPublishedError';
  constructor(type: string, code: string) {
    super(`the bus refused ${type}: ${code}`);
  }
}

/** Vigil's bus: `detail` is the CloudEvent, `detail-type` its type. */
export const eventBridgeBus = (client: EventBridgeClient, busName: string): Bus => ({
  async publish(event) {
    const { Entries } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: busName,
            Source: event.source,
            DetailType: event.type,
            Time: new Date(event.time),
            Detail: JSON.stringify(event),
          },
        ],
      }),
    );
    // PutEvents answers 200 also where it refused the entry.
    const code = Entries?.[0]?.ErrorCode;
    if (code !== undefined) throw new NotPublishedError(event.type, code);
  },
});
