import type { Stack } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Environment as OpenIncident } from '../../functions/crisis/open-incident/environment.ts';
import type { Environment as EvaluateScreening } from '../../functions/crisis/evaluate-screening/environment.ts';
import type { Environment as DetectRisk } from '../../functions/crisis/detect-risk/environment.ts';
import { maySend, mayUseItems } from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import type { Foundation } from '../foundation.ts';
import { mayOpenSealed, openedWithKeys, urgent } from './crisis-grants.ts';

/** What opens an incident: somebody says so, answers say so, or something that should have happened has not. */
export function addTriggers(stack: Stack, foundation: Foundation, escalations: IQueue): void {
  const { platform, data, events } = foundation;
  const openIncident = new QueueConsumer<OpenIncident>(stack, 'open-incident', {
    ...urgent(platform),
    environment: () => ({ STATE_TABLE: data.state.tableName, ESCALATION_QUEUE_URL: escalations.queueUrl }),
    facts: { bus: events.bus, types: ['risk.flagged.v1', 'risk.detected.v1'] },
    impact: 'Somebody was flagged as in danger and nobody has been told.',
  });
  mayUseItems(openIncident.function, data.state, 'GetItem', 'PutItem');
  maySend(openIncident.function, escalations);

  const evaluateScreening = new QueueConsumer<EvaluateScreening>(stack, 'evaluate-screening', {
    ...urgent(platform),
    concurrency: 10,
    environment: () => ({ ...openedWithKeys(foundation), ESCALATION_QUEUE_URL: escalations.queueUrl }),
    facts: { bus: events.bus, types: ['screening.submitted.v1'] },
    impact:
      'A client answered a risk questionnaire and nobody has looked whether the answers are an emergency.',
  });
  mayUseItems(evaluateScreening.function, data.state, 'GetItem', 'PutItem');
  mayOpenSealed(evaluateScreening.function, foundation);
  maySend(evaluateScreening.function, escalations);

  const detectRisk = new QueueConsumer<DetectRisk>(stack, 'detect-risk', {
    ...urgent(platform),
    concurrency: 10,
    environment: () => ({ STATE_TABLE: data.state.tableName }),
    facts: {
      bus: events.bus,
      types: [
        'client.watched.v1',
        'session.scheduled.v1',
        'session.started.v1',
        'session.ended.v1',
        'session.connection-lost.v1',
        'session.connection-unresolved.v1',
      ],
    },
    impact: 'A client at risk may have dropped out of a session or missed one, and nobody has been told.',
  });
  mayUseItems(detectRisk.function, data.state, 'GetItem', 'PutItem');
}
