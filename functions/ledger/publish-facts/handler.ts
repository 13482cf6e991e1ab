import type { DynamoDBRecord } from 'aws-lambda';
import type { Bus, PublishedFact } from '../../platform/bus/bus.ts';
import type { Ledger } from '../ledger.ts';
import { toBusEvent } from '../../platform/bus/bus-event.ts';
import type { Log } from '../../platform/lambda/log.ts';
import { streamConsumer } from '../../platform/lambda/stream-consumer.ts';
import type { Removal } from '../../platform/sealing/removal.ts';

export interface Dependencies {
  readonly factsOf: (record: DynamoDBRecord) => readonly PublishedFact[];
  /** The removal of a sealed record; nothing for any other change. */
  readonly removalOf: (record: DynamoDBRecord) => Removal | undefined;
  readonly ledger: Ledger;
  readonly bus: Bus;
  readonly forwardRemoval: (removal: Removal) => Promise<void>;
  readonly log: Log;
}

/**
 * The one reader of the tables' streams. Each fact that was saved with an aggregate goes onto the bus, at least once,
 * and into the ledger, once. Bus first: a page must not wait for the ledger. A record that fails is delivered again,
 * so the ledger gets what the bus got. Removals of sealed records are forwarded to those who certify them.
 */
export const makeHandler = ({ factsOf, removalOf, ledger, bus, forwardRemoval, log }: Dependencies) =>
  streamConsumer(log, async (record) => {
    for (const fact of factsOf(record)) {
      await bus.publish(toBusEvent(fact));
      await ledger.append(fact);
      log.info('fact-published', { type: fact.type, factId: fact.id });
    }
    const removal = removalOf(record);
    if (removal !== undefined) await forwardRemoval(removal);
  });
