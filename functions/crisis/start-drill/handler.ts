import middy from '@middy/core';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import { addTestMessage } from '../../../domain/crisis/contact-method.ts';
import { beginDrill } from '../../../domain/crisis/readiness.ts';
import { sms } from '../../../domain/crisis/sms.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { changeContactMethod, type Phones, textStaff } from '../phones.ts';
import { change } from '../../platform/state/aggregates.ts';
import { drillKey, rosterKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Log } from '../../platform/lambda/log.ts';
import type { Scheduled } from '../../platform/lambda/scheduled.ts';

export interface Dependencies extends Phones {
  readonly tenants: readonly string[];
  readonly policy: CrisisPolicy;
  readonly log: Log;
  readonly now: Now;
}

/**
 * The weekly drill: everybody on the roster gets a test by the way that pages take, under a code of their own, and answers it by
 * the way that replies take. `process-due-work` counts who did not.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<Scheduled, void>()
    .onError((request) => dependencies.log.error('drill-failed', request.error))
    .handler(async ({ time }) => {
      const now = dependencies.now();
      for (const tenantId of dependencies.tenants) await drill(dependencies, tenantId, time ?? now, now);
    });

const drill = async (
  dependencies: Dependencies,
  tenantId: string,
  occasion: string,
  now: Instant,
): Promise<void> => {
  const { aggregates, policy, log } = dependencies;
  const roster = (await aggregates.load(rosterKey(tenantId)))?.state;
  if (roster === undefined) return;
  const answerBy = plusSeconds(now, policy.drillAnswerSeconds);
  const staffIds = Object.keys(roster.lines).sort();
  await change(aggregates, drillKey(tenantId), now, (known) => {
    const decided = beginDrill(known, { startedAt: now, answerBy, staffIds, occasion });
    return decided && { decided, deadline: answerBy };
  });
  for (const [staffId, line] of Object.entries(roster.lines)) {
    let code = '';
    await changeContactMethod(aggregates, line, now, (known) => {
      if (known === undefined) return undefined;
      const added = addTestMessage(known, { tenantId, staffId, purpose: 'drill' }, `${line}|${now}`, now);
      code = added.code;
      return { line: added.line };
    });
    const result = await textStaff(dependencies, tenantId, roster, staffId, sms.drill(code));
    log.count(result.outcome === 'accepted' ? 'SmsAccepted' : 'SmsFailed');
  }
  log.info('drill-started', { tenantId, staff: staffIds.length });
};
