import type { Stack } from 'aws-cdk-lib';
import { applyReply as applyReplyDeclaration } from '../../functions/crisis/apply-reply/function.ts';
import { escalate as escalateDeclaration } from '../../functions/crisis/escalate/function.ts';
import { processDueWork as processDueWorkDeclaration } from '../../functions/crisis/process-due-work/function.ts';
import { updateRoster as updateRosterDeclaration } from '../../functions/crisis/update-roster/function.ts';
import { mayReadSecret, maySend, mayText, mayUseStandby } from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import type { Foundation } from '../foundation.ts';
import { addAnswerLink } from './crisis/answer-link.ts';
import { addCrisisAlarms } from './crisis/alarms.ts';
import {
  contactsOf,
  type CrisisQueues,
  mayOpenContacts,
  mayPage,
  mayReadForStep,
  mayUseCrisisItems,
  pagerOf,
  urgent,
} from './crisis/grants.ts';
import { addReadiness } from './crisis/readiness.ts';
import { addReceipts } from './crisis/receipts.ts';
import { addReceiveReply } from './crisis/receive-reply.ts';
import { addRepeatAlarms } from './crisis/repeat-alarms.ts';
import { addReportLoad } from './crisis/report-load.ts';
import { addTriggers } from './crisis/triggers.ts';
import { addVoice } from './crisis/voice.ts';
import { addWatchdog } from './crisis/watchdog.ts';

/** Crisis: an incident pages people, tier after tier, until somebody has taken it. */
export function addCrisis(stack: Stack, foundation: Foundation): void {
  const { platform, crypto, events } = foundation;
  const linkBase = `${events.api.url}/p/`;
  const pager = pagerOf(foundation, linkBase);

  const processDueWork = new QueueConsumer(stack, processDueWorkDeclaration, {
    ...urgent(platform),
    timeoutSeconds: 30, // a bundle looks at up to hundreds of incidents before it is sent
    concurrency: 10,
    // The queue of `escalate` is made after this one and named by its role, since each fills the other's.
    environment: (queueUrl) => ({ ...pager, DUE_QUEUE_URL: queueUrl, ESCALATION_QUEUE_URL: queueUrl }),
    impact:
      'During an alert burst pages wait and are not sent; hand-offs and missed sessions are not announced.',
  });
  const escalate = new QueueConsumer(stack, escalateDeclaration, {
    ...urgent(platform),
    environment: (queueUrl) => ({
      ...pager,
      ESCALATION_QUEUE_URL: queueUrl,
      DUE_QUEUE_URL: processDueWork.queue.queueUrl,
      STANDBY_SECRET_PREFIX: crypto.standbySecretPrefix,
    }),
    impact:
      'An escalation step cannot be done: somebody in danger may wait because the next page is not sent.',
  });
  processDueWork.function.lambda.addEnvironment('ESCALATION_QUEUE_URL', escalate.queue.queueUrl);
  const queues: CrisisQueues = { escalations: escalate.queue, deadlines: processDueWork.queue };
  mayPage(escalate.function, foundation, queues);
  mayUseStandby(escalate.function, crypto, 'GetSecretValue');
  // People on standby are always texted through SNS.
  if (platform.config.endUserMessaging !== undefined) mayText(escalate.function);
  mayPage(processDueWork.function, foundation, queues);
  for (const each of [escalate, processDueWork]) mayReadForStep(each.function, foundation);

  const applyReply = new QueueConsumer(stack, applyReplyDeclaration, {
    ...urgent(platform),
    timeoutSeconds: 30, // one reply may take hundreds of incidents
    environment: () => ({
      ...pager,
      ESCALATION_QUEUE_URL: escalate.queue.queueUrl,
      DUE_QUEUE_URL: processDueWork.queue.queueUrl,
    }),
    impact:
      'A responder replied, but Vigil could not apply the reply: others are paged for an incident that is taken.',
  });
  mayPage(applyReply.function, foundation, queues);
  const openIncident = addTriggers(stack, foundation, queues, pager);
  if (platform.config.voice !== undefined)
    addVoice(stack, platform, platform.config.voice, {
      callers: [escalate.function, openIncident],
      replies: applyReply.queue,
    });

  const updateRoster = new QueueConsumer(stack, updateRosterDeclaration, {
    platform,
    environment: () => ({
      ...contactsOf(foundation),
      PSEUDONYM_SECRET_ARN: crypto.pseudonymSecret.secretArn,
      DUE_QUEUE_URL: processDueWork.queue.queueUrl,
      STANDBY_SECRET_PREFIX: crypto.standbySecretPrefix,
    }),
    bus: events.bus,
    timeoutSeconds: 30,
    concurrency: 2, // a roster changes a few times a day; 2 is the least that a queue mapping takes
    batchSize: 1,
    impact: 'Pages still go to the people on the old roster, who may be off duty.',
  });
  mayUseCrisisItems(updateRoster.function, foundation);
  mayOpenContacts(updateRoster.function, foundation);
  mayReadSecret(updateRoster.function, crypto.pseudonymSecret);
  mayUseStandby(updateRoster.function, crypto, 'PutSecretValue');
  maySend(updateRoster.function, processDueWork.queue);

  addReceiveReply(stack, foundation, applyReply.queue);
  addAnswerLink(stack, foundation, escalate.queue);
  addReceipts(stack, foundation, escalate.queue);
  addReadiness(stack, foundation, queues, pager);
  addReportLoad(stack, foundation);
  addWatchdog(stack, foundation, escalate.queue, processDueWork.queue);
  addCrisisAlarms(stack, platform);
  addRepeatAlarms(stack, platform);
}
