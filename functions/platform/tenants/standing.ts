import { mayBeSent, type Tenant } from '../../../domain/tenancy/tenant.ts';
import type { Log } from '../lambda/log.ts';
import type { Aggregates } from '../state/aggregates.ts';
import { tenantKey } from './keys.ts';

/**
 * How a tenant stands with this deployment. `unconfirmed`: the table does not answer and nothing is remembered. Then
 * the secret alone decides, since a call for help does not wait for a table.
 */
export type Standing = Tenant['status'] | 'unknown' | 'unconfirmed';

export type StandingOf = (tenantId: string) => Promise<Standing>;

/** Whether an event of this type is accepted from such a tenant, once its signature is verified. */
export const mayBeSentBy = (standing: Standing, type: string): boolean =>
  standing === 'unknown' || standing === 'unconfirmed' || mayBeSent(type, standing);

/** How long a standing is remembered: the longest that a suspension takes to be in force everywhere. */
const rememberedMs = 30_000;

/** How long the table is given. A call for help waits no longer for it. */
const patienceMs = 1_500;

/** How long a table that did not answer is left alone. */
const quietMs = 10_000;

/**
 * The standing of tenants, remembered for half a minute. An unknown tenant is not remembered: it is accepted as soon as it
 * is added, and made-up names fill no memory.
 */
export const rememberedStanding = (aggregates: Pick<Aggregates, 'load'>, log: Log): StandingOf => {
  const remembered = new Map<string, { readonly standing: Standing; readonly readAt: number }>();
  let quietUntil = 0;
  return async (tenantId) => {
    const known = remembered.get(tenantId);
    const now = Date.now();
    if (known !== undefined && known.readAt + rememberedMs > now) return known.standing;
    if (now >= quietUntil) {
      try {
        const tenant = await within(patienceMs, aggregates.load(tenantKey(tenantId)));
        if (tenant === undefined) {
          remembered.delete(tenantId);
          return 'unknown';
        }
        remembered.set(tenantId, { standing: tenant.state.status, readAt: now });
        return tenant.state.status;
      } catch (error) {
        // Without the tenant: a stranger may have made it up.
        log.error('tenant-unconfirmed', error);
        quietUntil = Date.now() + quietMs;
      }
    }
    return known?.standing ?? 'unconfirmed';
  };
};

/** The table took longer than a caller may wait. */
class StandingLateError extends Error {
  override readonly name = 'StandingLateError';
}

const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StandingLateError(`no answer within ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
