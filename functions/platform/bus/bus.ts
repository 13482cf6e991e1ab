import type { Instant } from '../../../domain/instant.ts';

/** A fact as it is saved, published and stored in the ledger. */
export interface PublishedFact {
  readonly id: string;
  readonly type: string;
  readonly time: Instant;
  readonly tenantId: string;
  readonly data: object;
}

/** A CloudEvent as it travels on the bus. */
export interface BusEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly tenantid: string;
  readonly datacontenttype: 'application/json';
  readonly dataref?: string;
  readonly data: object;
}

export interface Bus {
  publish(event: BusEvent): Promise<void>;
}
