import { createHmac } from 'node:crypto';

/** Our ids for a provider's: equal for equal, and telling nothing to anyone who does not hold the tenant's key. */
export interface ProviderIds {
  session(externalId: string): string;
  /** A client or a clinician: providers do not always say which. */
  person(externalId: string): string;
  connection(externalId: string): string;
  consent(externalId: string): string;
  document(externalId: string): string;
  /** The id of an event, from what identifies it at the provider. */
  event(key: string): string;
  /** The same tenant's ids for another source: a booking names the meeting of another provider. */
  of(namespace: string): ProviderIds;
}

/**
 * The tenant holds the same key, and so can name a session or a client as Vigil will, before the provider's first event.
 * `namespace` keeps two sources apart that number alike: two record systems that both know a `Patient/1`.
 */
export const providerIds = (key: string, namespace: string): ProviderIds => {
  const idOf = (kind: string) => (externalId: string) =>
    `${kind}-${createHmac('sha256', key)
      .update(JSON.stringify([kind, namespace, externalId]))
      .digest('hex')
      .slice(0, 32)}`;
  return {
    session: idOf('session'),
    person: idOf('person'),
    connection: idOf('connection'),
    consent: idOf('consent'),
    document: idOf('document'),
    event: idOf('event'),
    of: (other) => providerIds(key, other),
  };
};
