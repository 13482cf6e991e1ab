import type { Secrets } from './providers/provider.ts';
import { type ProviderIds, providerIds } from './provider-ids.ts';

/** One address that a provider was given: whose it is, how its requests prove themselves, and how its ids become ours. */
export interface Endpoint {
  readonly tenantId: string;
  readonly secrets: Secrets;
  readonly ids: ProviderIds;
  /** The address as the provider knows it, without a query, where API Gateway is not the first to be reached. */
  readonly publicUrl?: string | undefined;
  /** Recorders and assistants that the provider reports like people, by the ids that they get here. */
  readonly notPeople?: ReadonlySet<string>;
}

/** `fresh`: its secrets may have been rotated since they were last read. */
export type EndpointOf = (
  provider: string,
  endpoint: string,
  fresh?: 'fresh',
) => Promise<Endpoint | undefined>;

/** The tenant has no key for its providers' ids: the deployment is not complete. */
class ProviderIdKeyMissingError extends Error {
  override readonly name = 'ProviderIdKeyMissingError';
}

type ReadSecret = (
  secretId: string,
  fresh?: 'fresh',
) => Promise<Readonly<Record<string, unknown>> | undefined>;

/**
 * Endpoints as operators store them: `<prefix><provider>/<endpoint>` holds `tenant`, `current` and, during a rotation,
 * `previous`; docs/providers.md says what else a provider needs. The key of a tenant's ids is a secret of the stack.
 */
export const storedEndpoints =
  (readSecret: ReadSecret, prefixes: { readonly endpoint: string; readonly idKey: string }): EndpointOf =>
  async (provider, endpoint, fresh) => {
    const stored = await readSecret(`${prefixes.endpoint}${provider}/${endpoint}`, fresh);
    if (stored === undefined) return undefined;
    const text = (name: string): string | undefined =>
      typeof stored[name] === 'string' && stored[name] !== '' ? stored[name] : undefined;
    const tenantId = text('tenant');
    if (tenantId === undefined) return undefined;
    const tolerance = Number(stored['toleranceSeconds']);
    const ids = await idsOf(readSecret, prefixes.idKey, tenantId, text('namespace') ?? provider);
    return {
      tenantId,
      ids,
      notPeople: new Set((text('notPeople') ?? '').split(',').map((id) => ids.person(id.trim()))),
      publicUrl: text('publicUrl'),
      secrets: {
        all: [text('current'), text('previous')].filter((secret) => secret !== undefined),
        apiKey: text('apiKey'),
        toleranceSeconds: tolerance > 0 ? tolerance : undefined,
      },
    };
  };

export const idsOf = async (
  readSecret: ReadSecret,
  prefix: string,
  tenantId: string,
  namespace: string,
): Promise<ProviderIds> => {
  const key = (await readSecret(`${prefix}${tenantId}`))?.['key'];
  if (typeof key !== 'string' || key === '')
    throw new ProviderIdKeyMissingError(`no key for the provider ids of ${tenantId}`);
  return providerIds(key, namespace);
};
