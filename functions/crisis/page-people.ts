import type { PageResult } from '../../domain/crisis/escalate.ts';
import type { Incident } from '../../domain/crisis/incident.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Calling, withCall } from './call-staff.ts';
import {
  joinResults,
  type PagedResult,
  type PageMessage,
  pagePhone,
  phonesToPage,
  type ToStaff,
} from './phones.ts';
import type { Phone, PublishedRoster } from './published-roster.ts';

export type Paging = Calling;

/** Pages these people beside each other, and calls them when the roster, else the policy, says so. */
export const pageAll = async (
  dependencies: Paging,
  { incident, roster }: { incident: Incident; roster: PublishedRoster | undefined },
  staffIds: readonly string[],
  message: PageMessage & { readonly call?: true },
  now: Instant,
): Promise<PageResult[]> => {
  const results = await Promise.all(
    staffIds.map(async (staffId): Promise<PageResult> => {
      if (roster === undefined) return { staffId, outcome: 'failed', failure: 'no-roster' };
      const to = { incident, roster, staffId };
      const paged = await pageOne(dependencies, to, message, now);
      return { staffId, ...(message.call === true ? await withCall(dependencies, to, paged, now) : paged) };
    }),
  );
  for (const { outcome } of results)
    dependencies.log.count(outcome === 'failed' ? 'SmsFailed' : 'SmsAccepted');
  return results;
};

/** A single failure of a table or a key must not cost a page: the next tier is only for phones that fail. */
const maxTriesPerPhone = 3;

/** Pages somebody on each of their phones. */
const pageOne = async (
  dependencies: Paging,
  to: ToStaff,
  message: PageMessage,
  now: Instant,
): Promise<PagedResult> => {
  const phones = phonesToPage(to);
  const results = phones.map(async (phone) => {
    const on = { phone, ofSeveral: phones.length > 1 };
    return { line: phone.line, result: await tryPhone(dependencies, to, on, message, now) };
  });
  return joinResults(await Promise.all(results));
};

const tryPhone = async (
  dependencies: Paging,
  to: ToStaff,
  on: { readonly phone: Phone; readonly ofSeveral: boolean },
  message: PageMessage,
  now: Instant,
): Promise<PagedResult> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await pagePhone(dependencies, to, on, message, now);
    } catch (error) {
      dependencies.log.error('page-failed', error, {
        incidentId: to.incident.incidentId,
        staffId: to.staffId,
        attempt,
      });
      // One phone that cannot be reached must not keep the others from being paged.
      if (attempt === maxTriesPerPhone) return { outcome: 'failed', failure: 'fault' };
    }
  }
};
