import type { Stack } from 'aws-cdk-lib';
import { openIncident as openIncidentDeclaration } from '../../../functions/crisis/open-incident/function.ts';
import { evaluateScreening as evaluateScreeningDeclaration } from '../../../functions/crisis/evaluate-screening/function.ts';
import { detectRisk as detectRiskDeclaration } from '../../../functions/crisis/detect-risk/function.ts';
import { maySend, mayText, mayUseClientKeys, mayUseItems, mayUseStandby } from '../../constructs/grants.ts';
import { QueueConsumer } from '../../constructs/queue-consumer.ts';
import type { VigilFunction } from '../../constructs/vigil-function.ts';
import type { Foundation } from '../../foundation.ts';
import { type CrisisQueues, mayPage, mayReadForStep, type pagerOf, urgent } from './grants.ts';

/** What opens an incident (and the function that pages for it): somebody says so, answers say so, or something that should have happened has not. */
export function addTriggers(
  stack: Stack,
  foundation: Foundation,
  queues: CrisisQueues,
  pager: ReturnType<typeof pagerOf>,
): VigilFunction {
  const { escalations, deadlines } = queues;
  const { platform, crypto, data, events } = foundation;
  const openIncident = new QueueConsumer(stack, openIncidentDeclaration, {
    ...urgent(platform),
    environment: () => ({
      ...pager,
      ESCALATION_QUEUE_URL: escalations.queueUrl,
      DUE_QUEUE_URL: deadlines.queueUrl,
      STANDBY_SECRET_PREFIX: crypto.standbySecretPrefix,
    }),
    bus: events.bus,
    impact: 'A client was flagged as in danger, and nobody was paged.',
  });
  mayPage(openIncident.function, foundation, queues);
  mayReadForStep(openIncident.function, foundation);
  mayUseStandby(openIncident.function, crypto, 'GetSecretValue');
  // People on standby are always texted through SNS.
  if (platform.config.endUserMessaging !== undefined) mayText(openIncident.function);

  const evaluateScreening = new QueueConsumer(stack, evaluateScreeningDeclaration, {
    ...urgent(platform),
    concurrency: 10,
    environment: () => ({
      STATE_TABLE: data.state.tableName,
      RECORDS_TABLE: data.records.tableName,
      KEYS_TABLE: data.keys.tableName,
      VAULT_KEY_ARN: crypto.vaultKey.keyArn,
      ESCALATION_QUEUE_URL: escalations.queueUrl,
      STANDBY_SECRET_PREFIX: crypto.standbySecretPrefix,
      ORIGINATION_NUMBER: platform.config.originationNumber,
    }),
    bus: events.bus,
    impact:
      'A client answered a risk questionnaire, and nobody checked whether the answers are an emergency.',
  });
  mayUseItems(evaluateScreening.function, data.state, 'GetItem', 'PutItem');
  mayUseItems(evaluateScreening.function, data.records, 'GetItem');
  mayUseItems(evaluateScreening.function, data.keys, 'GetItem');
  mayUseClientKeys(evaluateScreening.function, crypto, 'Decrypt');
  maySend(evaluateScreening.function, escalations);
  mayUseStandby(evaluateScreening.function, crypto, 'GetSecretValue');
  mayText(evaluateScreening.function);

  const detectRisk = new QueueConsumer(stack, detectRiskDeclaration, {
    ...urgent(platform),
    concurrency: 10,
    environment: () => ({ STATE_TABLE: data.state.tableName, DUE_QUEUE_URL: deadlines.queueUrl }),
    bus: events.bus,
    impact: 'A client at risk may have dropped out of a session or missed one, and nobody was paged.',
  });
  mayUseItems(detectRisk.function, data.state, 'GetItem', 'PutItem');
  maySend(detectRisk.function, deadlines);
  return openIncident.function;
}
