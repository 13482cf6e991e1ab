import { pager } from '../sns-pager.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { escalate } from './function.ts';
import { makeHandler } from './handler.ts';

export const handler = makeHandler({
  ...pager(readEnvironment(escalate)),
  policy: readCrisisPolicy(),
  log: createLog(escalate.name),
});
