import type * as z from 'zod';
import type { AnyContract, Contract } from '../../../events/define.ts';
import { type Envelope, envelope } from '../../../events/envelope.ts';
import type { BusEvent, PublishedFact } from './bus.ts';
import { type Instant, toInstant } from '../../../domain/instant.ts';
import { HopelessError } from '../lambda/hopeless-error.ts';
import type { ReadBody } from '../lambda/queue-consumer.ts';

/** An event of a contract, from a known tenant, in the form in which it travels. */
export interface Taken<T extends string = string, D = unknown> {
  readonly type: T;
  /** Source and id together: what makes an event one of a kind (CloudEvents 1.0, "id"). */
  readonly eventId: string;
  readonly at: Instant;
  readonly source: string;
  readonly tenantId: string;
  readonly data: D;
  /** Where the sealed fields are; absent where a producer put the event on the bus itself. */
  readonly dataref?: string | undefined;
  /** The data as they arrived, with fields that the contract seals and a producer sent unsealed. */
  readonly raw: unknown;
}

/** A message that can never be understood: it belongs in the dead-letter queue. */
class UnreadableEventError extends HopelessError {
  override readonly name = 'UnreadableEventError';
}

/** An event of any of these contracts. */
export type TakenOf<C> = C extends Contract<infer T, infer S> ? Taken<T, z.infer<S>> : never;

/**
 * Reads events that came over the bus as one of the contracts that a function subscribes to. `data` has neither sealed
 * nor unknown fields. The reader throws UnreadableEventError for anything else.
 */
export const factOf =
  <const C extends readonly AnyContract[]>(contracts: C): ReadBody<TakenOf<C[number]>> =>
  (body) => {
    const parsed = envelope.safeParse(body);
    if (!parsed.success) throw new UnreadableEventError('not a CloudEvent');
    const event: Envelope = parsed.data;
    const contract = contracts.find(({ type }) => type === event.type);
    if (contract === undefined) throw new UnreadableEventError('a type that is not taken here');
    if (event.tenantid === undefined) throw new UnreadableEventError('no tenant');
    const data = contract.data.safeParse(event.data);
    if (!data.success) throw new UnreadableEventError('data that break the contract', { cause: data.error });
    return {
      type: event.type,
      eventId: eventIdOf(event),
      at: toInstant(event.time),
      source: event.source,
      tenantId: event.tenantid,
      data: data.data,
      dataref: event.dataref,
      raw: event.data,
    } as TakenOf<C[number]>;
  };

export const eventIdOf = ({ source, id }: Pick<Envelope, 'source' | 'id'>): string => `${source}|${id}`;

/** The source of every fact that Vigil derives itself. */
export const ownSource = 'urn:vigil';

/** A fact of Vigil's own as a CloudEvent. */
export const toBusEvent = (fact: PublishedFact): BusEvent => ({
  specversion: '1.0',
  id: fact.id,
  source: ownSource,
  type: fact.type,
  time: fact.time,
  tenantid: fact.tenantId,
  datacontenttype: 'application/json',
  data: fact.data,
});
