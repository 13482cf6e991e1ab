import type { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { answerLink as answerLinkDeclaration } from '../../../functions/crisis/answer-link/function.ts';
import { alarmOnPeople } from '../../constructs/alarm.ts';
import { mayReadSecret, maySend, mayUseItems } from '../../constructs/grants.ts';
import { VigilFunction } from '../../constructs/vigil-function.ts';
import type { Foundation } from '../../foundation.ts';

/** The page behind the link in a text: status of the incident and buttons. */
export function addAnswerLink(
  stack: Stack,
  { platform, crypto, data, events }: Foundation,
  escalations: IQueue,
): void {
  const answerLink = new VigilFunction(stack, 'answer-link', answerLinkDeclaration, {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      ESCALATION_QUEUE_URL: escalations.queueUrl,
      PSEUDONYM_SECRET_ARN: crypto.pseudonymSecret.secretArn,
    },
    timeoutSeconds: 10,
    memoryMegabytes: 1024,
    concurrency: 20,
    failuresGo: 'The responder waits for the page and tries again, or replies by SMS.',
  });
  mayUseItems(answerLink, data.state, 'GetItem', 'PutItem');
  maySend(answerLink, escalations);
  mayReadSecret(answerLink, crypto.pseudonymSecret);
  const methods = [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST];
  for (const method of methods)
    events.api.route(
      method,
      '/p/{link}',
      answerLink,
      'The link is the right: 72 random bits that only the paged phone was sent; acting takes a signed token besides.',
    );
  alarmOnPeople(stack, 'answer-link-errors', {
    topic: platform.alarmTopic,
    metric: events.api.failures('/p/{link}', ...methods),
    impact: 'Responders cannot open the link in their page; replies by SMS still work.',
    runbook: 'answer-link-errors',
  });
}
