import { contractOf } from '../../events/catalogue.ts';
import { statedData } from '../../events/define.ts';
import { type Instant, notAfter } from '../../domain/instant.ts';
import type { Bus, BusEvent } from '../platform/bus/bus.ts';
import type { ProviderIds } from './provider-ids.ts';
import type { ProviderFact } from './providers/provider.ts';

/** A translator made a fact that breaks its contract: a fault of ours, since what it read was sound. */
class TranslationError extends Error {
  override readonly name = 'TranslationError';
}

export interface Origin {
  readonly source: string;
  readonly tenantId: string;
  readonly ids: ProviderIds;
}

/** What a provider's fact looks like on the bus. The same event of the provider always gives the same id. */
export const busEventOf = (
  { type, at, key, data }: ProviderFact,
  { source, tenantId, ids }: Origin,
  now: Instant,
): BusEvent => {
  const contract = contractOf(type);
  const read = contract && statedData(contract).safeParse(data);
  // Only contracts without sensitive fields are made here, so that nothing has to be sealed before it travels.
  if (contract === undefined || contract.sealed !== undefined || read?.success !== true)
    throw new TranslationError(`a provider's event was translated to an unsound ${type}`);
  return {
    specversion: '1.0',
    id: ids.event(key),
    source,
    type,
    time: notAfter(now, at ?? now),
    tenantid: tenantId,
    datacontenttype: 'application/json',
    data: read.data,
  };
};

/** Warnings first: nothing that is wrong or slow beside them holds them up. A fact that breaks its contract costs no other. */
export const busEventsOf = (
  facts: readonly ProviderFact[],
  origin: Origin,
  now: Instant,
): { readonly events: readonly BusEvent[]; readonly unsound: readonly Error[] } => {
  const events: BusEvent[] = [];
  const unsound: Error[] = [];
  const isWarning = ({ type }: ProviderFact) => type === 'risk.flagged.v1';
  for (const fact of [...facts.filter(isWarning), ...facts.filter((each) => !isWarning(each))])
    try {
      events.push(busEventOf(fact, origin, now));
    } catch (error) {
      if (!(error instanceof TranslationError)) throw error;
      unsound.push(error);
    }
  return { events, unsound };
};

/** A Bundle may hold hundreds: ten at a time are far below what the bus takes, and over before the provider gives up. */
const atOnce = 10;

export const publishAll = async (bus: Bus, events: readonly BusEvent[]): Promise<void> => {
  for (let from = 0; from < events.length; from += atOnce)
    await Promise.all(events.slice(from, from + atOnce).map((event) => bus.publish(event)));
};
