import middy from '@middy/core';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import { type Findings, noteFindings, quotaTooLow } from '../../../domain/crisis/readiness.ts';
import { coverageGaps } from '../../../domain/crisis/roster/on-call.ts';
import type { Instant } from '../../../domain/instant.ts';
import { gapFacts } from '../gaps.ts';
import { numberOf, type Phones } from '../phones.ts';
import { change } from '../../platform/state/aggregates.ts';
import { contactMethodKey, readinessKey, rosterKey } from '../keys.ts';
import type { PublishedRoster } from '../published-roster.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Log } from '../../platform/lambda/log.ts';
import type { Scheduled } from '../../platform/lambda/scheduled.ts';

export interface Dependencies extends Phones {
  readonly tenants: readonly string[];
  readonly policy: CrisisPolicy;
  /** US dollars spent on texts this month at which an alarm fires. */
  readonly spendAlarmUsd: number;
  readonly log: Log;
  readonly now: Now;
}

/** Once a day: what would keep a page from being answered tonight? Opted-out and unproven phones, gaps, a sandboxed account, too little money. */
export const makeHandler = (dependencies: Dependencies) =>
  middy<Scheduled, void>()
    .onError((request) => dependencies.log.error('readiness-unknown', request.error))
    .handler(async ({ time }) => {
      const now = dependencies.now();
      const occasion = time ?? now;
      const account = await checkAccount(dependencies);
      for (const tenantId of dependencies.tenants) {
        const roster = (await dependencies.aggregates.load(rosterKey(tenantId)))?.state;
        if (roster === undefined) dependencies.log.count('RosterMissing');
        else await check(dependencies, tenantId, roster, { account, occasion }, now);
      }
    });

type Account = Pick<Findings, 'smsSandbox' | 'smsQuotaUsd'>;

const checkAccount = async ({ sms, log, spendAlarmUsd }: Dependencies): Promise<Account> => {
  const smsSandbox = (await sms.inSandbox()) ?? false;
  if (smsSandbox) log.count('SmsSandbox');
  const smsQuotaUsd = await sms.monthlyQuotaUsd();
  if (quotaTooLow(smsQuotaUsd, spendAlarmUsd) ?? true) log.count('SmsQuotaLow');
  return { smsSandbox, ...(smsQuotaUsd === undefined ? {} : { smsQuotaUsd }) };
};

const check = async (
  dependencies: Dependencies,
  tenantId: string,
  roster: PublishedRoster,
  { account, occasion }: { readonly account: Account; readonly occasion: string },
  now: Instant,
): Promise<void> => {
  const { aggregates, log, sms } = dependencies;
  const optedOutStaffIds: string[] = [];
  const unverifiedStaffIds: string[] = [];
  for (const [staffId, lineId] of Object.entries(roster.lines)) {
    const line = (await aggregates.load(contactMethodKey(lineId)))?.state;
    if (line?.verifiedAt === undefined) unverifiedStaffIds.push(staffId);
    const found = await numberOf(dependencies, tenantId, roster, staffId);
    const optedOut = 'number' in found && (await sms.optedOut(found.number));
    if (optedOut === true || line?.optedOutAt !== undefined) optedOutStaffIds.push(staffId);
  }
  const uncovered = coverageGaps(roster.definition, now).filter(
    ({ fallbackStaffId }) => fallbackStaffId === undefined,
  );
  const findings = { optedOutStaffIds, unverifiedStaffIds, gaps: uncovered.length, ...account };
  await change(aggregates, readinessKey(tenantId), now, (known) => {
    const noted = noteFindings(known, findings, occasion, now);
    return noted && { decided: { ...noted, facts: [...noted.facts, ...gapFacts(roster.definition, now)] } };
  });
  if (optedOutStaffIds.length > 0) log.count('StaffUnreachable', optedOutStaffIds.length);
  if (unverifiedStaffIds.length > 0) log.count('StaffUnverified', unverifiedStaffIds.length);
  if (uncovered.length > 0) log.count('CoverageGaps', uncovered.length);
  log.info('readiness-checked', { tenantId, gaps: uncovered.length });
};
