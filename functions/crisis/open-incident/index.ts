import { pager } from '../sns-pager.ts';
import { sqsClient } from '../../platform/aws/aws-clients.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { lazyStandby } from '../load-standby.ts';
import { lazyCaller, readContactServices } from '../contact-services.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { openIncident } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(openIncident);
const log = createLog(openIncident.name);
const { voice } = readContactServices(environment.CONTACT_SERVICES);

export const handler = makeHandler({
  ...pager(environment),
  ...sqsRetries(sqsClient()),
  ...lazyStandby(environment, log),
  caller: voice && lazyCaller(voice),
  policy: readCrisisPolicy(),
  log,
});
