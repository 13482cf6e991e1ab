import middy from '@middy/core';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import { type Findings, noteFindings, quotaTooLow } from '../../../domain/crisis/readiness.ts';
import { coverageGaps } from '../../../domain/crisis/roster/on-call.ts';
import type { Instant } from '../../../domain/instant.ts';
import { gapFacts } from '../gaps.ts';
import { numberOf, type Phones } from '../phones.ts';
import { change } from '../../platform/state/aggregates.ts';
import { contactMethodKey, readinessKey, rosterKey } from '../keys.ts';
import { allPhonesOf, type PublishedRoster } from '../published-roster.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { forEachTenant } from '../../platform/lambda/for-each-tenant.ts';
import type { Log } from '../../platform/lambda/log.ts';
import type { Scheduled } from '../../platform/lambda/scheduled.ts';

export interface Dependencies extends Phones {
  readonly tenants: () => Promise<readonly string[]>;
  readonly policy: CrisisPolicy;
  /** US dollars spent on texts this month at which an alarm fires. */
  readonly spendAlarmUsd: number;
  readonly log: Log;
  readonly now: Now;
}

/**
 * Once a day: what would keep a page from being answered tonight? Opted-out and unproven phones, gaps, a sandboxed
 * account, too little money. What it cannot see is unknown, and an alarm of its own.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<Scheduled, void>()
    .onError((request) => dependencies.log.error('readiness-unknown', request.error))
    .handler(async ({ time }) => {
      const { log } = dependencies;
      const now = dependencies.now();
      const look = { account: await checkAccount(dependencies), occasion: time ?? now };
      await forEachTenant(
        await dependencies.tenants(),
        (tenantId) => checkTenant(dependencies, tenantId, look, now),
        (error, tenantId) => {
          log.error('tenant-readiness-unknown', error, { tenantId });
          log.count('ReadinessUnknown');
        },
      );
    });

type Account = Pick<Findings, 'smsSandbox' | 'smsQuotaUsd' | 'unknown'>;

interface Look {
  readonly account: Account;
  readonly occasion: string;
}

const checkAccount = async ({ sms, log, spendAlarmUsd }: Dependencies): Promise<Account> => {
  const smsSandbox = await sms.inSandbox();
  const smsQuotaUsd = await sms.monthlyQuotaUsd();
  if (smsSandbox === true) log.count('SmsSandbox');
  if (quotaTooLow(smsQuotaUsd, spendAlarmUsd) === true) log.count('SmsQuotaLow');
  const unknown = [
    ...(smsSandbox === undefined ? (['sms-sandbox'] as const) : []),
    ...(smsQuotaUsd === undefined ? (['sms-quota'] as const) : []),
  ];
  if (unknown.length > 0) log.count('ReadinessUnknown', unknown.length);
  return {
    ...(smsSandbox === undefined ? {} : { smsSandbox }),
    ...(smsQuotaUsd === undefined ? {} : { smsQuotaUsd }),
    unknown,
  };
};

const checkTenant = async (
  dependencies: Dependencies,
  tenantId: string,
  look: Look,
  now: Instant,
): Promise<void> => {
  const roster = (await dependencies.aggregates.load(rosterKey(tenantId)))?.state;
  if (roster === undefined) dependencies.log.count('RosterMissing');
  else await checkRoster(dependencies, tenantId, roster, look, now);
};

const checkRoster = async (
  dependencies: Dependencies,
  tenantId: string,
  roster: PublishedRoster,
  { account, occasion }: Look,
  now: Instant,
): Promise<void> => {
  const { aggregates, log, sms } = dependencies;
  // One phone of several is enough to be named: its owner counts on it.
  const optedOut = new Set<string>();
  const unverified = new Set<string>();
  const unchecked = new Set<string>();
  for (const { staffId, phone } of allPhonesOf(roster)) {
    const line = (await aggregates.load(contactMethodKey(phone.line)))?.state;
    if (line?.verifiedAt === undefined) unverified.add(staffId);
    const found = await numberOf(dependencies, tenantId, phone, staffId);
    const isOut = 'number' in found ? await sms.optedOut(found.number) : undefined;
    if (isOut === true || line?.optedOutAt !== undefined) optedOut.add(staffId);
    else if (isOut === undefined) unchecked.add(staffId);
  }
  const [optedOutStaffIds, unverifiedStaffIds, uncheckedStaffIds] = [
    [...optedOut],
    [...unverified],
    [...unchecked],
  ];
  const uncovered = coverageGaps(roster.definition, now).filter(
    ({ fallbackStaffId }) => fallbackStaffId === undefined,
  );
  const gaps = uncovered.length;
  const findings = { optedOutStaffIds, unverifiedStaffIds, uncheckedStaffIds, gaps, ...account };
  await change(aggregates, readinessKey(tenantId), now, (known) => {
    const noted = noteFindings(known, findings, occasion, now);
    return noted && { decided: { ...noted, facts: [...noted.facts, ...gapFacts(roster.definition, now)] } };
  });
  if (optedOutStaffIds.length > 0) log.count('StaffUnreachable', optedOutStaffIds.length);
  if (unverifiedStaffIds.length > 0) log.count('StaffUnverified', unverifiedStaffIds.length);
  if (uncheckedStaffIds.length > 0) log.count('ReadinessUnknown', uncheckedStaffIds.length);
  if (gaps > 0) log.count('CoverageGaps', gaps);
  log.info('readiness-checked', { tenantId, gaps });
};
