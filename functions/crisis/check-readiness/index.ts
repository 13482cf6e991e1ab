import { pager } from '../pager.ts';
import { pagerVariables } from '../pager-environment.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(...pagerVariables, 'TENANTS', 'SMS_SPEND_ALARM_USD');

export const handler = makeHandler({
  ...pager(environment),
  tenants: environment.TENANTS.split(','),
  policy: readCrisisPolicy(),
  spendAlarmUsd: Number(environment.SMS_SPEND_ALARM_USD),
  log: createLog('check-readiness'),
});
