import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AnyContract } from '../events/define.ts';
import { opaqueIdPattern } from '../events/fields.ts';
import { tenantProfilePublished } from '../events/tenancy.ts';
import { zoneExists } from '../domain/crisis/roster/rotation.ts';
import type { SuspensionReason, Tenant, TenantProfile, TenantRefusal } from '../domain/tenancy/tenant.ts';
import { type Administered, administration, secretNames } from '../functions/tenancy/administer.ts';
import { tenantAdministration } from '../functions/tenancy/dynamo-administration.ts';
import { allTenants } from '../functions/platform/tenants/dynamo-tenant-list.ts';
import { type Report, UsageError } from './report.ts';

/** The deployment that is administered. */
export interface Deployment {
  readonly stage: string;
  /** The State table. */
  readonly state: string;
}

const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });

export const administrationOf = ({ stage, state }: Deployment) =>
  administration(
    tenantAdministration({ stage, stateTable: state }, documentClient(), new SecretsManagerClient(), () =>
      new Date().toISOString(),
    ),
  );

/** @throws UsageError where it is no id of a tenant. */
export const checkTenantId = (tenantId: string): string => {
  if (!opaqueIdPattern.test(tenantId))
    throw new UsageError(`${JSON.stringify(tenantId)} is no tenant id: 1 to 64 letters, digits, "-" or "_"`);
  return tenantId;
};

const why: Readonly<Record<TenantRefusal, string>> = {
  'tenant-unknown': 'there is no such tenant; add it with vigil tenant add',
  'tenant-removed': 'the tenant was removed',
  'tenant-returning':
    'the tenant was removed. Its records are still under this id: add --returning if the same organization comes back, else choose another id',
  'already-suspended': 'the tenant is suspended already',
  'already-active': 'the tenant is active already',
  'hand-over-past': 'the hand-over is in the past',
  'hand-over-ahead': 'the tenant is served until its hand-over; run the command again afterwards',
  'incidents-open': 'an incident of the tenant is open; run the command again when it is closed',
  'tenant-not-active': 'the tenant is suspended or leaving',
  'endpoint-known': 'there is such an endpoint already',
  'endpoint-unknown': 'the tenant has no such endpoint; vigil endpoint list shows those that it has',
};

/** What became of a command, for people and programs. */
export const reportOf = (tenantId: string, administered: Administered, done: string): Report => {
  if (administered.outcome === 'refused') {
    const { reason } = administered;
    return {
      exitCode: 1,
      text: `refused: ${tenantId}: ${why[reason]}`,
      json: { outcome: 'refused', tenantId, reason },
    };
  }
  return {
    exitCode: 0,
    text: `${tenantId}: ${done}`,
    json: { outcome: 'done', tenantId, ...administered.tenant },
  };
};

export interface AddTenant extends Deployment {
  readonly name?: string;
  readonly language?: string;
  readonly zone?: string;
  readonly returning?: true;
}

/** `vigil tenant add`: a tenant that can send events from now on. */
export const addTenant = async (tenantId: string, asked: AddTenant): Promise<Report> => {
  checkTenantId(tenantId);
  const profile = profileOf(asked);
  const added = await administrationOf(asked).add(tenantId, {
    profile,
    returning: asked.returning === true,
  });
  const secret = secretNames(asked.stage).webhook(tenantId);
  return reportOf(
    tenantId,
    added,
    `${added.tenant?.status ?? 'active'}; it signs with "current" of the secret ${secret}, which you hand over in a safe way`,
  );
};

/** What texts say: all three, or nothing. @throws UsageError */
const profileOf = ({
  name,
  language,
  zone,
}: AddTenant): Omit<TenantProfile, 'at' | 'eventId'> | undefined => {
  if (name === undefined && language === undefined && zone === undefined) return undefined;
  if (name === undefined || language === undefined || zone === undefined)
    throw new UsageError('--name, --language and --zone belong together');
  const stated = tenantProfilePublished.data.safeParse({ displayName: name, language, timeZone: zone });
  if (!stated.success) {
    const [issue] = stated.error.issues;
    throw new UsageError(`--${optionOf[String(issue?.path[0])] ?? 'name'} ${issue?.message ?? ''}`);
  }
  const contract: AnyContract = tenantProfilePublished;
  const disclosing = contract.check?.(stated.data);
  if (disclosing !== undefined) throw new UsageError(`--name ${disclosing.message}`);
  if (!zoneExists(zone)) throw new UsageError('--zone is not an IANA time zone');
  return stated.data;
};

const optionOf: Readonly<Record<string, string>> = {
  displayName: 'name',
  language: 'language',
  timeZone: 'zone',
};

/** `vigil tenant suspend`. */
export const suspendTenant = async (
  tenantId: string,
  asked: Deployment & { readonly reason: string },
): Promise<Report> =>
  reportOf(
    tenantId,
    await administrationOf(asked).suspend(checkTenantId(tenantId), asked.reason as SuspensionReason),
    'suspended; no new sessions and no administration within 30 seconds, while calls for help work on',
  );

/** `vigil tenant resume`. */
export const resumeTenant = async (tenantId: string, asked: Deployment): Promise<Report> =>
  reportOf(tenantId, await administrationOf(asked).resume(checkTenantId(tenantId)), 'active');

const dayMs = 86_400_000;

/** `vigil tenant remove`: first announces the leave, and removes the tenant once its hand-over has passed. */
export const removeTenant = async (
  tenantId: string,
  asked: Deployment & { readonly handOver?: string },
): Promise<Report> => {
  const tenants = administrationOf(asked);
  const known = await tenants.load(checkTenantId(tenantId));
  if (known?.status === 'leaving' && asked.handOver === undefined)
    return reportOf(
      tenantId,
      await tenants.remove(tenantId),
      'removed; its records stay until their retention ends',
    );
  if (known?.status === 'removed') return reportOf(tenantId, await tenants.remove(tenantId), 'removed');
  const handOverAt = handOverOf(asked.handOver);
  return reportOf(
    tenantId,
    await tenants.announceLeave(tenantId, handOverAt),
    `leaving; calls for help are answered until ${handOverAt}. Then run the command again to remove it`,
  );
};

/** The start of the named day in UTC; thirty days from now where none is named. @throws UsageError */
const handOverOf = (date: string | undefined): string => {
  if (date === undefined) return new Date(Date.now() + 30 * dayMs).toISOString();
  const at = new Date(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(at.getTime()))
    throw new UsageError('--hand-over is a date such as 2027-04-01');
  return at.toISOString();
};

/** `vigil tenant list`. */
export const listTenants = async (asked: Deployment): Promise<Report> => {
  const ids = await allTenants(documentClient(), asked.state)();
  const { load } = administrationOf(asked);
  const tenants: (Tenant & { readonly tenantId: string })[] = [];
  for (const tenantId of ids) {
    const tenant = await load(tenantId);
    if (tenant !== undefined) tenants.push({ tenantId, ...tenant });
  }
  const lines = tenants.map((tenant) =>
    [
      tenant.tenantId,
      tenant.status,
      tenant.profile?.displayName ?? '-',
      `${tenant.endpoints.length} endpoints`,
    ].join('\t'),
  );
  return {
    exitCode: 0,
    text: lines.length === 0 ? 'there is no tenant yet' : lines.join('\n'),
    json: { tenants },
  };
};
