import { randomBytes } from 'node:crypto';
import type { PagerEnvironment } from './pager-environment.ts';
import type { Phones } from './phones.ts';
import { systemNow } from '../platform/lambda/clock.ts';
import { documentClient, snsClient, sqsClient } from '../platform/aws/aws-clients.ts';
import { sqsDueQueue, sqsEscalationQueue } from './sqs-queues.ts';
import { sealedStore } from '../platform/sealing/kms-sealed-store.ts';
import { rememberedContacts } from './remembered-contacts.ts';
import { recentLines } from './look-at-incident.ts';
import { snsSms } from './sns-sms.ts';
import { lazyEndUserMessaging, readContactServices } from './contact-services.ts';

/** Everything with which a function pages people: state, sealed numbers, texts, and the queues that go on with it. */
export const pager = (environment: PagerEnvironment) => {
  const dynamo = documentClient();
  const sqs = sqsClient();
  const { endUserMessaging } = readContactServices(environment.CONTACT_SERVICES);
  const { aggregates, records, vault } = sealedStore(environment, dynamo);
  const phones = {
    aggregates,
    records: rememberedContacts(records),
    vault,
    sms:
      endUserMessaging === undefined
        ? snsSms(snsClient(), environment.ORIGINATION_NUMBER)
        : lazyEndUserMessaging(endUserMessaging),
    dueWork: sqsDueQueue(sqs, environment.DUE_QUEUE_URL),
    newLinkId: () => randomBytes(9).toString('base64url'),
    linkBase: environment.LINK_BASE,
    recentLines: recentLines(),
  } satisfies Phones;
  return {
    ...phones,
    escalation: sqsEscalationQueue(sqs, environment.ESCALATION_QUEUE_URL),
    now: systemNow,
  };
};
