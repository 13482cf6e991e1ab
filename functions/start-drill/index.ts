import { pager } from '../adapters/pager.ts';
import { pagerVariables } from '../crisis/pager-environment.ts';
import { createLog } from '../runtime/log.ts';
import { readCrisisPolicy } from '../crisis/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(...pagerVariables, 'TENANTS');

export const handler = makeHandler({
  ...pager(environment),
  tenants: environment.TENANTS.split(','),
  policy: readCrisisPolicy(),
  log: createLog('start-drill'),
});
