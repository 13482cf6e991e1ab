import { pager } from '../pager.ts';
import { pagerVariables } from '../pager-environment.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

export const handler = makeHandler({
  ...pager(readEnvironment<Environment>(...pagerVariables)),
  policy: readCrisisPolicy(),
  log: createLog('process-due-work'),
});
