import { documentClient } from '../../platform/aws/aws-clients.ts';
import { servedTenants } from '../../platform/tenants/dynamo-tenant-list.ts';
import { pager } from '../sns-pager.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { startDrill } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(startDrill);

export const handler = makeHandler({
  ...pager(environment),
  tenants: servedTenants(documentClient(), environment.STATE_TABLE),
  policy: readCrisisPolicy(),
  log: createLog(startDrill.name),
});
