import type { DynamoDBRecord } from 'aws-lambda';
import type { Bus, PublishedFact } from '../../platform/bus/bus.ts';
import type { Ledger } from '../ledger.ts';
import { toBusEvent } from '../../platform/bus/bus-event.ts';
import type { Log } from '../../platform/lambda/log.ts';
import { streamConsumer } from '../../platform/lambda/stream-consumer.ts';

export interface Dependencies {
  readonly factsOf: (record: DynamoDBRecord) => readonly PublishedFact[];
  readonly ledger: Ledger;
  readonly bus: Bus;
  readonly log: Log;
}

/**
 * Follows the streams of the tables: each fact that was saved with an aggregate goes into the ledger, once, and onto
 * the bus, at least once. Ledger first: what others may act on is on record.
 */
export const makeHandler = ({ factsOf, ledger, bus, log }: Dependencies) =>
  streamConsumer(log, async (record) => {
    for (const fact of factsOf(record)) {
      await ledger.append(fact);
      await bus.publish(toBusEvent(fact));
      log.info('fact-published', { type: fact.type, factId: fact.id });
    }
  });
