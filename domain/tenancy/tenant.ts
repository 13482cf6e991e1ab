import { type Dated, isNewer } from '../dated.ts';
import type { Decided } from '../fact.ts';
import type { Instant } from '../instant.ts';
import type { Language } from '../crisis/sms.ts';
import type { FactOf } from '../../events/facts.ts';

/** What a tenant says of itself. */
export interface TenantProfile extends Dated {
  /** In whose name people are texted: neutral, it discloses no care. */
  readonly displayName: string;
  readonly language: Language;
  /** IANA time zone. */
  readonly timeZone: string;
}

/** An address to which a provider of the tenant sends webhooks; its secret is in Secrets Manager. */
export interface TenantEndpoint {
  readonly provider: string;
  readonly endpointId: string;
  readonly addedAt: Instant;
  readonly rotatedAt?: Instant;
}

export type SuspensionReason = FactOf<'tenant.suspended.v1'>['data']['reason'];

interface Common {
  readonly addedAt: Instant;
  readonly profile?: TenantProfile;
  readonly endpoints: readonly TenantEndpoint[];
}

export type TenantStatus =
  | { readonly status: 'active' }
  | { readonly status: 'suspended'; readonly since: Instant; readonly reason: SuspensionReason }
  /** Calls for help are answered until another service has taken over, and then until the last incident is closed. */
  | { readonly status: 'leaving'; readonly since: Instant; readonly handOverAt: Instant }
  | { readonly status: 'removed'; readonly since: Instant };

/** An organization that Vigil serves, as its operator decided. */
export type Tenant = Common & TenantStatus;

/** Why a command changes nothing. */
export type TenantRefusal =
  | 'tenant-unknown'
  | 'tenant-removed'
  | 'tenant-returning' // removed before: only the same organization may have its id, and with it its records
  | 'already-suspended'
  | 'already-active'
  | 'hand-over-past'
  | 'hand-over-ahead'
  | 'incidents-open'
  | 'tenant-not-active'
  | 'endpoint-known'
  | 'endpoint-unknown';

export type TenantDecision =
  | { readonly outcome: 'decided'; readonly decided: Decided<Tenant> }
  | { readonly outcome: 'refused'; readonly reason: TenantRefusal };

const decided = (state: Tenant, ...facts: Decided<Tenant>['facts']): TenantDecision => ({
  outcome: 'decided',
  decided: { state, facts },
});
const refused = (reason: TenantRefusal): TenantDecision => ({ outcome: 'refused', reason });

const commonOf = ({ addedAt, profile, endpoints }: Tenant): Common => ({
  addedAt,
  ...(profile === undefined ? {} : { profile }),
  endpoints,
});

/** Adds a tenant. Adding one that is there changes nothing but its profile, so that a run that died can be repeated. */
export const addTenant = (
  known: Tenant | undefined,
  { profile, returning }: { readonly profile?: TenantProfile | undefined; readonly returning: boolean },
  now: Instant,
): TenantDecision => {
  const stated = profile === undefined ? {} : { profile };
  if (known === undefined)
    return decided(
      { status: 'active', addedAt: now, endpoints: [], ...stated },
      { type: 'tenant.added.v1', data: { returning: false } },
    );
  if (known.status !== 'removed') return decided({ ...known, ...stated });
  if (!returning) return refused('tenant-returning');
  return decided(
    { ...commonOf(known), status: 'active', endpoints: [], ...stated },
    { type: 'tenant.added.v1', data: { returning: true } },
  );
};

export const suspendTenant = (
  known: Tenant | undefined,
  reason: SuspensionReason,
  now: Instant,
): TenantDecision => {
  switch (known?.status) {
    case undefined:
      return refused('tenant-unknown');
    case 'removed':
      return refused('tenant-removed');
    case 'suspended':
      return refused('already-suspended');
    case 'active':
    case 'leaving':
      return decided(
        { ...commonOf(known), status: 'suspended', since: now, reason },
        { type: 'tenant.suspended.v1', data: { reason } },
      );
  }
};

export const resumeTenant = (known: Tenant | undefined): TenantDecision => {
  switch (known?.status) {
    case undefined:
      return refused('tenant-unknown');
    case 'removed':
      return refused('tenant-removed');
    case 'active':
      return refused('already-active');
    case 'suspended':
    case 'leaving':
      return decided(
        { ...commonOf(known), status: 'active' },
        { type: 'tenant.resumed.v1', data: { before: known.status } },
      );
  }
};

/** The tenant will be removed, not before `handOverAt`. Stated again, the date moves. */
export const announceLeave = (
  known: Tenant | undefined,
  handOverAt: Instant,
  now: Instant,
): TenantDecision => {
  if (known === undefined) return refused('tenant-unknown');
  if (known.status === 'removed') return refused('tenant-removed');
  if (handOverAt < now) return refused('hand-over-past');
  return decided(
    { ...commonOf(known), status: 'leaving', since: now, handOverAt },
    { type: 'tenant.leave-announced.v1', data: { handOverAt } },
  );
};

/** Nobody is abandoned: there is a date by which somebody else answers, it has passed, and no incident is open. */
export const removeTenant = (
  known: Tenant | undefined,
  openIncidents: number,
  now: Instant,
): TenantDecision => {
  if (known === undefined) return refused('tenant-unknown');
  if (known.status === 'removed') return refused('tenant-removed');
  if (known.status !== 'leaving' || now < known.handOverAt) return refused('hand-over-ahead');
  if (openIncidents > 0) return refused('incidents-open');
  return decided(
    { ...commonOf(known), status: 'removed', since: now },
    { type: 'tenant.removed.v1', data: { endpoints: known.endpoints.length } },
  );
};

type EndpointName = Pick<TenantEndpoint, 'provider' | 'endpointId'>;

const isNamed =
  ({ provider, endpointId }: EndpointName) =>
  (endpoint: TenantEndpoint): boolean =>
    endpoint.provider === provider && endpoint.endpointId === endpointId;

export const addEndpoint = (
  known: Tenant | undefined,
  { provider, endpointId }: EndpointName,
  now: Instant,
): TenantDecision => {
  if (known === undefined) return refused('tenant-unknown');
  if (known.status !== 'active') return refused('tenant-not-active');
  if (known.endpoints.some(isNamed({ provider, endpointId }))) return refused('endpoint-known');
  return decided(
    { ...known, endpoints: [...known.endpoints, { provider, endpointId, addedAt: now }] },
    { type: 'endpoint.added.v1', data: { provider, endpointId } },
  );
};

/** A leaked secret is replaced whatever the status: only a removed tenant has none. */
export const rotateEndpoint = (
  known: Tenant | undefined,
  { provider, endpointId }: EndpointName,
  now: Instant,
): TenantDecision => {
  if (known === undefined) return refused('tenant-unknown');
  if (known.status === 'removed') return refused('tenant-removed');
  const isIt = isNamed({ provider, endpointId });
  if (!known.endpoints.some(isIt)) return refused('endpoint-unknown');
  const endpoints = known.endpoints.map((endpoint) =>
    isIt(endpoint) ? { ...endpoint, rotatedAt: now } : endpoint,
  );
  return decided({ ...known, endpoints }, { type: 'endpoint.rotated.v1', data: { provider, endpointId } });
};

/** Of two profiles the later one counts as a whole, in whatever order they arrive; nothing where it is known already. */
export const publishTenantProfile = (
  known: Tenant | undefined,
  profile: TenantProfile,
): Tenant | undefined =>
  known !== undefined && isNewer(profile, known.profile) ? { ...known, profile } : undefined;

/** Before tenants had a status, the aggregate was the profile. */
export const tenantOfProfile = (profile: TenantProfile): Tenant => ({
  status: 'active',
  addedAt: profile.at,
  endpoints: [],
  profile,
});

/**
 * What a tenant that is suspended or leaving may not send: new sessions and administration. Everything else is accepted: a
 * type that nobody has thought of may be the one that a call for help needs. So are rosters and clients (whom to page, and
 * whom to call), and sessions that are running.
 */
const refusedUnlessActive: ReadonlySet<string> = new Set<
  FactOf<
    | 'session.scheduled.v1'
    | 'clinician.registered.v1'
    | 'tenant.profile-published.v1'
    | 'client.key-rotation-requested.v1'
  >['type']
>([
  'session.scheduled.v1',
  'clinician.registered.v1',
  'tenant.profile-published.v1',
  'client.key-rotation-requested.v1',
]);

export const mayBeSent = (type: string, status: Tenant['status']): boolean =>
  status === 'active' || (status !== 'removed' && !refusedUnlessActive.has(type));
