import type { Stack } from 'aws-cdk-lib';
import type { Environment as ApplyReply } from '../../functions/apply-reply/environment.ts';
import type { Environment as Escalate } from '../../functions/escalate/environment.ts';
import type { Environment as OpenIncident } from '../../functions/open-incident/environment.ts';
import type { Environment as UpdateRoster } from '../../functions/update-roster/environment.ts';
import { maySend, mayReadSecret, mayText, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import type { VigilFunction } from '../constructs/vigil-function.ts';
import type { Foundation } from '../foundation.ts';
import { addCrisisAlarms } from './crisis-alarms.ts';
import { addReceiveReply } from './receive-reply.ts';
import { addWatchdog } from './watchdog.ts';

/** Crisis: an incident pages people, tier after tier, until somebody has taken it. */
export function addCrisis(stack: Stack, foundation: Foundation): void {
  const { platform, crypto, data, events } = foundation;
  const openedWithKeys = {
    STATE_TABLE: data.state.tableName,
    RECORDS_TABLE: data.records.tableName,
    KEYS_TABLE: data.keys.tableName,
    VAULT_KEY_ARN: crypto.vaultKey.keyArn,
  };
  const pager = { ...openedWithKeys, ORIGINATION_NUMBER: platform.config.originationNumber };
  // One incident at a time, and back after a minute at most when a run dies: nobody's page waits behind another's.
  const urgent = { platform, timeoutSeconds: 10, memoryMegabytes: 1024, concurrency: 50, batchSize: 1 };

  const escalate = new QueueConsumer<Escalate>(stack, 'escalate', {
    ...urgent,
    environment: (queueUrl) => ({ ...pager, ESCALATION_QUEUE_URL: queueUrl }),
    impact: 'Somebody in danger may not be paged on: a step of an escalation failed five times.',
  });
  maySend(escalate.function, escalate.queue);
  mayPage(escalate.function, foundation);

  const openIncident = new QueueConsumer<OpenIncident>(stack, 'open-incident', {
    ...urgent,
    environment: () => ({ STATE_TABLE: data.state.tableName, ESCALATION_QUEUE_URL: escalate.queue.queueUrl }),
    facts: { bus: events.bus, types: ['risk.flagged.v1'] },
    impact: 'Somebody was flagged as in danger and nobody has been told.',
  });
  mayUseItems(openIncident.function, data.state, 'GetItem', 'PutItem');
  maySend(openIncident.function, escalate.queue);

  const applyReply = new QueueConsumer<ApplyReply>(stack, 'apply-reply', {
    ...urgent,
    environment: () => ({ ...pager, ESCALATION_QUEUE_URL: escalate.queue.queueUrl }),
    impact:
      'A responder has answered and Vigil does not know: others are paged for a case that is already taken.',
  });
  maySend(applyReply.function, escalate.queue);
  mayPage(applyReply.function, foundation);

  const updateRoster = new QueueConsumer<UpdateRoster>(stack, 'update-roster', {
    platform,
    environment: () => ({ ...openedWithKeys, PSEUDONYM_SECRET_ARN: crypto.pseudonymSecret.secretArn }),
    facts: { bus: events.bus, types: ['roster.published.v1'] },
    timeoutSeconds: 30,
    concurrency: 2, // a roster changes a few times a day; 2 is the least that a queue mapping takes
    batchSize: 1,
    impact: 'Pages still go to the people of the old roster, who may be off duty.',
  });
  mayUseItems(updateRoster.function, data.state, 'GetItem', 'PutItem');
  mayOpenSealed(updateRoster.function, foundation);
  mayReadSecret(updateRoster.function, crypto.pseudonymSecret);

  addReceiveReply(stack, foundation, applyReply.queue);
  addWatchdog(stack, foundation, escalate.queue);
  addCrisisAlarms(stack, platform);
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever its environment holds
type AnyFunction = VigilFunction<any>;

function mayOpenSealed(on: AnyFunction, { crypto, data }: Foundation): void {
  mayUseItems(on, data.records, 'GetItem');
  mayUseItems(on, data.keys, 'GetItem');
  mayUseKey(on, crypto.vaultKey, 'Decrypt');
}

function mayPage(on: AnyFunction, foundation: Foundation): void {
  mayUseItems(on, foundation.data.state, 'GetItem', 'PutItem');
  mayOpenSealed(on, foundation);
  mayText(on);
}
