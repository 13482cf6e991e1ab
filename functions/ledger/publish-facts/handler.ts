import type { DynamoDBRecord } from 'aws-lambda';
import type { Bus, PublishedFact } from '../../platform/bus/bus.ts';
import type { Ledger } from '../ledger.ts';
import { toBusEvent } from '../../platform/bus/bus-event.ts';
import { isHopeless } from '../../platform/lambda/hopeless-error.ts';
import { type StreamDependencies, streamConsumer } from '../../platform/lambda/stream-consumer.ts';
import type { Removal } from '../../platform/sealing/removal.ts';

export interface Dependencies extends StreamDependencies {
  readonly factsOf: (record: DynamoDBRecord) => readonly PublishedFact[];
  /** The removal of a sealed record; nothing for any other change. */
  readonly removalOf: (record: DynamoDBRecord) => Removal | undefined;
  readonly ledger: Ledger;
  readonly bus: Bus;
  readonly forwardRemoval: (removal: Removal) => Promise<void>;
}

/**
 * The one reader of the tables' streams. Each fact that was saved with an aggregate goes onto the bus, at least once,
 * and into the ledger, once. Bus first: a page must not wait for the ledger. A record that fails is delivered again,
 * so the ledger gets what the bus got. Removals of sealed records are forwarded to those who certify them. One fact that can
 * never be published keeps no other back.
 */
export const makeHandler = (dependencies: Dependencies) =>
  streamConsumer(dependencies, async (record) => {
    const { factsOf, removalOf, ledger, bus, forwardRemoval, log } = dependencies;
    const facts = factsOf(record);
    const removal = removalOf(record);
    const work = [
      ...facts.map((fact) => () => bus.publish(toBusEvent(fact))),
      ...facts.map((fact) => async () => {
        await ledger.append(fact);
        log.info('fact-published', { type: fact.type, factId: fact.id });
      }),
      ...(removal === undefined ? [] : [() => forwardRemoval(removal)]),
    ];
    const hopeless: unknown[] = [];
    for (const each of work) {
      try {
        await each();
      } catch (error) {
        if (!isHopeless(error)) throw error;
        hopeless.push(error);
      }
    }
    if (hopeless.length > 0) throw hopeless[0];
  });
