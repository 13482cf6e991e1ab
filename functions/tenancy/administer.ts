import {
  addEndpoint,
  addTenant,
  announceLeave,
  removeTenant,
  resumeTenant,
  rotateEndpoint,
  suspendTenant,
  type SuspensionReason,
  type Tenant,
  type TenantDecision,
  type TenantProfile,
  type TenantRefusal,
} from '../../domain/tenancy/tenant.ts';
import type { Instant } from '../../domain/instant.ts';
import type { ManagedSecrets } from '../platform/aws/managed-secrets.ts';
import { type Aggregates, change } from '../platform/state/aggregates.ts';
import { listed, tenantKey } from '../platform/tenants/keys.ts';

export interface Administration {
  readonly stage: string;
  readonly aggregates: Aggregates;
  readonly secrets: ManagedSecrets;
  /** How many incidents of a tenant are not closed. */
  readonly openIncidents: (tenantId: string) => Promise<number>;
  /** A new secret: 44 letters and digits, which are valid base64 for 33 bytes (Standard Webhooks asks for 24 to 64). */
  readonly newSecret: () => string;
  readonly now: () => Instant;
}

export type Administered =
  | { readonly outcome: 'done'; readonly tenant: Tenant }
  | { readonly outcome: 'refused'; readonly reason: TenantRefusal; readonly tenant: Tenant | undefined };

export interface EndpointName {
  readonly provider: string;
  readonly endpointId: string;
}

/** Where the secrets of a stage are. */
export const secretNames = (stage: string) => ({
  webhook: (tenantId: string) => `vigil/${stage}/webhook/${tenantId}`,
  providerIds: (tenantId: string) => `vigil/${stage}/provider-ids/${tenantId}`,
  standby: (tenantId: string) => `vigil/${stage}/standby/${tenantId}`,
  endpoint: ({ provider, endpointId }: EndpointName) => `vigil/${stage}/provider/${provider}/${endpointId}`,
});

/** On- and offboarding of tenants. Each command may be repeated: one that died half-way is completed by the next try. */
export const administration = ({
  stage,
  aggregates,
  secrets,
  openIncidents,
  newSecret,
  now: clock,
}: Administration) => {
  const names = secretNames(stage);

  const decide = async (
    tenantId: string,
    decision: (known: Tenant | undefined, now: Instant) => TenantDecision,
  ): Promise<Administered> => {
    const now = clock();
    let refusal: TenantRefusal | undefined;
    const tenant = await change(aggregates, tenantKey(tenantId), now, (known) => {
      const made = decision(known, now);
      refusal = made.outcome === 'refused' ? made.reason : undefined;
      if (made.outcome === 'refused') return undefined;
      return { decided: made.decided, ...listed(made.decided.state) };
    });
    return refusal === undefined && tenant !== undefined
      ? { outcome: 'done', tenant }
      : { outcome: 'refused', reason: refusal ?? 'tenant-unknown', tenant };
  };

  const load = async (tenantId: string): Promise<Tenant | undefined> =>
    (await aggregates.load(tenantKey(tenantId)))?.state;

  /** What nobody may use any more. The key of the providers' ids stays: records are found by these ids until they expire. */
  const discardSecrets = async (tenantId: string, { endpoints }: Tenant): Promise<void> => {
    await secrets.discard(names.webhook(tenantId));
    await secrets.discard(names.standby(tenantId));
    for (const endpoint of endpoints) await secrets.discard(names.endpoint(endpoint));
  };

  return {
    load,

    /** Secrets first: a tenant is known at the edge only once it can sign. */
    async add(
      tenantId: string,
      stated: {
        readonly profile?: Omit<TenantProfile, 'at' | 'eventId'> | undefined;
        readonly returning: boolean;
      },
    ): Promise<Administered> {
      const now = clock();
      const profile = stated.profile && { ...stated.profile, at: now, eventId: `vigil-tenant-add-${now}` };
      const addition = { profile, returning: stated.returning };
      const known = await load(tenantId);
      const foreseen = addTenant(known, addition, now);
      if (foreseen.outcome === 'refused') return { ...foreseen, tenant: known };
      await secrets.ensure(names.webhook(tenantId), { tenant: tenantId, current: newSecret() });
      await secrets.ensure(names.providerIds(tenantId), { tenant: tenantId, key: newSecret() });
      await secrets.ensure(names.standby(tenantId), { phones: [] });
      // What a removed tenant signed with may be anywhere by now.
      if (known?.status === 'removed')
        await secrets.write(names.webhook(tenantId), { tenant: tenantId, current: newSecret() });
      return decide(tenantId, (tenant) => addTenant(tenant, addition, now));
    },

    suspend: (tenantId: string, reason: SuspensionReason) =>
      decide(tenantId, (known, now) => suspendTenant(known, reason, now)),

    resume: (tenantId: string) => decide(tenantId, resumeTenant),

    announceLeave: (tenantId: string, handOverAt: Instant) =>
      decide(tenantId, (known, now) => announceLeave(known, handOverAt, now)),

    /** First refused at the edge, then without secrets. */
    async remove(tenantId: string): Promise<Administered> {
      const open = await openIncidents(tenantId);
      const removed = await decide(tenantId, (known, now) => removeTenant(known, open, now));
      if (removed.tenant?.status === 'removed') await discardSecrets(tenantId, removed.tenant);
      return removed;
    },

    async addEndpoint(
      tenantId: string,
      endpoint: EndpointName,
      settings: Readonly<Record<string, string>>,
    ): Promise<Administered> {
      const known = await load(tenantId);
      const foreseen = addEndpoint(known, endpoint, clock());
      if (foreseen.outcome === 'refused') return { ...foreseen, tenant: known };
      const name = names.endpoint(endpoint);
      const value = { ...settings, tenant: tenantId, current: settings['current'] ?? newSecret() };
      await secrets.ensure(name, value);
      // Somebody else's endpoint of the same id keeps its secret.
      if ((await secrets.read(name))?.['tenant'] !== tenantId)
        return { outcome: 'refused', reason: 'endpoint-known', tenant: known };
      return decide(tenantId, (tenant, now) => addEndpoint(tenant, endpoint, now));
    },

    /** The new secret and the one before are accepted side by side, until the next rotation. */
    async rotateEndpoint(tenantId: string, endpoint: EndpointName, current?: string): Promise<Administered> {
      const known = await load(tenantId);
      const foreseen = rotateEndpoint(known, endpoint, clock());
      if (foreseen.outcome === 'refused') return { ...foreseen, tenant: known };
      const name = names.endpoint(endpoint);
      const before = await secrets.read(name);
      const value = current ?? newSecret();
      // A run that died after this line is repeated with the same secret: it must not lose the one before.
      if (before?.['current'] !== value)
        await secrets.write(name, {
          ...before,
          tenant: tenantId,
          current: value,
          previous: before?.['current'],
        });
      return decide(tenantId, (tenant, now) => rotateEndpoint(tenant, endpoint, now));
    },
  };
};
