import middy from '@middy/core';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import { askInDrill, testMessageSent } from '../../../domain/crisis/contact-method.ts';
import { dueDrill, weekOf } from '../../../domain/crisis/drill-time.ts';
import { beginDrill, type Drill, drillTexted } from '../../../domain/crisis/readiness.ts';
import { firstTimeZone } from '../../../domain/crisis/roster/roster.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { changeContactMethod, type Phones, textStaff } from '../phones.ts';
import { change } from '../../platform/state/aggregates.ts';
import { drillKey, rosterKey } from '../keys.ts';
import { phonesOf, type PublishedRoster, textsFor } from '../published-roster.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { forEachTenant } from '../../platform/lambda/for-each-tenant.ts';
import type { Log } from '../../platform/lambda/log.ts';
import type { Scheduled } from '../../platform/lambda/scheduled.ts';

export interface Dependencies extends Phones {
  readonly tenants: () => Promise<readonly string[]>;
  readonly policy: CrisisPolicy;
  readonly log: Log;
  readonly now: Now;
}

/**
 * The weekly drill: everybody on the roster gets a test by the way that pages take, under a code of their own, and answers it by
 * the way that replies take. `process-due-work` counts who did not. The schedule starts this every hour, and each tenant
 * is tested when its own local time says so; an operator who starts it without a planned time tests all of them now.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<Scheduled, void>()
    .onError((request) => dependencies.log.error('drill-failed', request.error))
    .handler(async ({ time }) => {
      const { log, tenants, now } = dependencies;
      await forEachTenant(
        await tenants(),
        (tenantId) => drill(dependencies, tenantId, time === undefined, now()),
        (error, tenantId) => log.error('tenant-drill-failed', error, { tenantId }),
      );
    });

const drill = async (
  dependencies: Dependencies,
  tenantId: string,
  byOperator: boolean,
  now: Instant,
): Promise<void> => {
  const { aggregates, policy, log } = dependencies;
  const roster = (await aggregates.load(rosterKey(tenantId)))?.state;
  if (roster === undefined) return;
  const timeZone = roster.profiles?.timeZone ?? firstTimeZone(roster.definition) ?? policy.drill.timeZone;
  const week = byOperator ? weekOf(now, timeZone) : dueDrill(policy, timeZone, now);
  if (week === undefined) return;
  const answerBy = plusSeconds(now, policy.drillAnswerSeconds);
  const staffIds = Object.keys(roster.lines).sort();
  const begun = await change(aggregates, drillKey(tenantId), now, (known) => {
    const decided = beginDrill(known, { startedAt: now, answerBy, staffIds, week }, { again: byOperator });
    return decided && { decided, deadline: answerBy };
  });
  if (begun === undefined || begun.textedAt !== undefined) return;
  await textEverybody(dependencies, tenantId, roster, begun, now);
  await change(aggregates, drillKey(tenantId), now, (known) => {
    const decided = drillTexted(known, begun.startedAt, now);
    if (decided === undefined) return undefined;
    const { status, answerBy } = decided.state;
    return status === 'running' ? { decided, deadline: answerBy } : { decided };
  });
  log.info('drill-started', { tenantId, staff: begun.staffIds.length });
};

/** A text that may not have left before a crash is sent again, under the same code. */
const textEverybody = async (
  dependencies: Dependencies,
  tenantId: string,
  roster: PublishedRoster,
  { startedAt, staffIds }: Drill,
  now: Instant,
): Promise<void> => {
  const { aggregates, log } = dependencies;
  const phones = staffIds.flatMap((staffId) =>
    phonesOf(roster, staffId).map((phone) => ({ staffId, phone })),
  );
  for (const { staffId, phone } of phones) {
    const { line } = phone;
    let code: string | undefined;
    await changeContactMethod(aggregates, line, now, (known) => {
      const asked = known && askInDrill(known, { tenantId, staffId }, startedAt, `${line}|${now}`, now);
      code = asked?.code;
      return asked && { line: asked.line };
    });
    if (code === undefined) continue;
    const asked = code;
    const text = textsFor(roster, staffId).drill(asked);
    const result = await textStaff(dependencies, tenantId, phone, staffId, text);
    log.count(result.outcome === 'accepted' ? 'SmsAccepted' : 'SmsFailed');
    await changeContactMethod(
      aggregates,
      line,
      now,
      (known) => known && { line: testMessageSent(known, asked, result.outcome) },
    );
  }
};
