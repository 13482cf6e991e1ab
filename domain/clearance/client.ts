import type { Instant } from '../instant.ts';

export interface Grant {
  readonly at: Instant;
  readonly eventId: string;
  readonly scope: string;
  readonly grantor: 'client' | 'guardian';
  readonly documentVersion: string;
  readonly validFrom: Instant;
  readonly validUntil?: Instant;
}

/** A consent as far as it is known: the withdrawal may arrive before the grant. */
export interface Consent {
  readonly grant?: Grant;
  readonly withdrawnAt?: Instant;
}

/** What clearance knows of a client. Birth date and contacts stay sealed in `profileRecordId`. */
export interface Client {
  readonly clientId: string;
  readonly registered?: {
    readonly at: Instant;
    readonly eventId: string;
    readonly jurisdiction: string;
    readonly profileRecordId: string;
  };
  readonly dischargedAt?: Instant;
  readonly consents: Readonly<Record<string, Consent>>;
  /** Sessions that have not ended, so that a change of consent finds them without an index that lags. */
  readonly openSessions: readonly string[];
}

export const newClient = (clientId: string): Client => ({ clientId, consents: {}, openSessions: [] });

export type ClientEvent =
  | {
      readonly type: 'registered';
      readonly at: Instant;
      readonly eventId: string;
      readonly jurisdiction: string;
      readonly profileRecordId: string;
    }
  | { readonly type: 'discharged'; readonly at: Instant }
  | { readonly type: 'consent-granted'; readonly consentId: string; readonly grant: Grant }
  | { readonly type: 'consent-withdrawn'; readonly consentId: string; readonly at: Instant };

/**
 * The client after an event. Events may come late, twice or in any order: whatever the order, the same events lead
 * to the same client (the newest statement wins; a consent once withdrawn stays withdrawn, a new one has a new id).
 */
export const applyToClient = (client: Client, event: ClientEvent): Client => {
  switch (event.type) {
    case 'registered': {
      const { type: _, ...registered } = event;
      return isNewer(registered, client.registered) ? { ...client, registered } : client;
    }
    case 'discharged':
      return client.dischargedAt === undefined || event.at > client.dischargedAt
        ? { ...client, dischargedAt: event.at }
        : client;
    case 'consent-granted':
      return withConsent(client, event.consentId, (consent) =>
        isNewer(event.grant, consent.grant) ? { ...consent, grant: event.grant } : consent,
      );
    case 'consent-withdrawn':
      return withConsent(client, event.consentId, (consent) => ({
        ...consent,
        withdrawnAt: earliest(consent.withdrawnAt, event.at),
      }));
  }
};

interface Dated {
  readonly at: Instant;
  readonly eventId: string;
}

/** Of two statements about the same thing the later one counts; at the same time, the greater event id, so that order never decides. */
export const isNewer = (candidate: Dated, known: Dated | undefined): boolean =>
  known === undefined ||
  candidate.at > known.at ||
  (candidate.at === known.at && candidate.eventId > known.eventId);

const withConsent = (client: Client, consentId: string, change: (consent: Consent) => Consent): Client => ({
  ...client,
  consents: { ...client.consents, [consentId]: change(client.consents[consentId] ?? {}) },
});

const earliest = (known: Instant | undefined, candidate: Instant): Instant =>
  known !== undefined && known < candidate ? known : candidate;
