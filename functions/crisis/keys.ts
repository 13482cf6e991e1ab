import type { ClientWatch } from '../../domain/crisis/client-watch.ts';
import type { ScreeningLog } from '../../domain/crisis/evaluate-screening.ts';
import type { Person } from '../../domain/crisis/profile.ts';
import type { Incident } from '../../domain/crisis/incident.ts';
import type { ContactMethod } from '../../domain/crisis/contact-method.ts';
import type { Drill, Readiness, Watchdog } from '../../domain/crisis/readiness.ts';
import type { Instant } from '../../domain/instant.ts';
import type { AggregateKey } from '../platform/state/aggregates.ts';
import type { PublishedRoster } from './published-roster.ts';

/** What an opaque id in a text or a receipt refers to: one page, or all pages of a bundle. */
export interface Pointer {
  readonly pages: readonly {
    readonly tenantId: string;
    readonly clientId: string;
    readonly incidentId: string;
    readonly staffId: string;
    /** The phone that a link was sent to. */
    readonly line?: string;
  }[];
  readonly code: string;
}

/** What a link in a text refers to: one incident, for one person, for a while after their last page. */
export interface Link extends Pointer {
  readonly pagedAt: Instant;
}

/** The ledger of facts that belong to no one tenant: a phone may serve several. */
const shared = 'vigil';

const ofTenant =
  <S>(kind: string) =>
  (tenantId: string): AggregateKey<S> => ({ kind, ids: [tenantId], tenantId });

const ofClient =
  <S>(kind: string) =>
  (tenantId: string, clientId: string): AggregateKey<S> => ({ kind, ids: [tenantId, clientId], tenantId });

const ofAll =
  <S>(kind: string) =>
  (id: string): AggregateKey<S> => ({ kind, ids: [id], tenantId: shared });

/** Schema 1 did not keep which tenant's pages went to a phone; its times count for none. */
const pacedByTenant = (state: ContactMethod): ContactMethod => ({
  ...state,
  pacing: { ...state.pacing, sentAt: [] },
});

/** One item a client, so a client has at most one open incident. */
export const incidentKey = ofClient<Incident>('incident');
export const clientWatchKey = ofClient<ClientWatch>('watch');
export const screeningKey = ofClient<ScreeningLog>('screening');
export const rosterKey = ofTenant<PublishedRoster>('roster');
export const personKey = (tenantId: string, staffId: string): AggregateKey<Person> => ({
  kind: 'person',
  ids: [tenantId, staffId],
  tenantId,
});
export const drillKey = ofTenant<Drill>('drill');
export const readinessKey = ofTenant<Readiness>('readiness');
export const contactMethodKey = (id: string): AggregateKey<ContactMethod> => ({
  ...ofAll<ContactMethod>('phone')(id),
  upcasters: [pacedByTenant],
});
/** Behind a link in a text. */
export const linkKey = ofAll<Link>('link');
/** Behind the id that the SMS service gave a text. */
export const messageKey = ofAll<Pointer>('sms');
export const watchdogKey: AggregateKey<Watchdog> = { kind: 'watchdog', ids: [''], tenantId: shared };
