import { Duration, Stack } from 'aws-cdk-lib';
import { CfnContactFlow, CfnIntegrationAssociation } from 'aws-cdk-lib/aws-connect';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { receiveKeyPress as receiveKeyPressDeclaration } from '../../../functions/crisis/receive-key-press/function.ts';
import { alarmOnPeople, vigilMetric } from '../../constructs/alarm.ts';
import { mayCall, maySend } from '../../constructs/grants.ts';
import { VigilFunction } from '../../constructs/vigil-function.ts';
import type { Platform } from '../../platform.ts';
import type { StageConfig } from '../../stage-config.ts';
import { contactFlow } from './contact-flow.ts';
import { contactServicesOf } from './grants.ts';

/** Lets these functions call people: what the call says, and the function that takes the pressed key as a reply. */
export function addVoice(
  stack: Stack,
  platform: Platform,
  { instance, sourceNumber }: NonNullable<StageConfig['voice']>,
  { callers, replies }: { readonly callers: readonly VigilFunction[]; readonly replies: IQueue },
): void {
  const receiveKeyPress = new VigilFunction(stack, 'receive-key-press', receiveKeyPressDeclaration, {
    platform,
    environment: { REPLY_QUEUE_URL: replies.queueUrl },
    timeoutSeconds: 8, // Connect waits no longer
    memoryMegabytes: 1024,
    concurrency: 10, // as many calls as a Connect instance makes at a time
    failuresGo: 'Connect waits for the answer and says in the call that the key was not recorded.',
  });
  maySend(receiveKeyPress, replies);
  receiveKeyPress.lambda.addPermission('from-connect', {
    principal: new ServicePrincipal('connect.amazonaws.com'),
    sourceArn: instance,
    sourceAccount: Stack.of(stack).account,
  });
  new CfnIntegrationAssociation(stack, 'key-press-integration', {
    instanceId: instance,
    integrationType: 'LAMBDA_FUNCTION',
    integrationArn: receiveKeyPress.lambda.functionArn,
  });
  const flow = new CfnContactFlow(stack, 'call-flow', {
    instanceArn: instance,
    type: 'CONTACT_FLOW',
    name: `vigil-${platform.config.stage}-call`,
    description: 'Asks somebody on call to take an incident by a key press',
    content: stack.toJsonString(contactFlow(receiveKeyPress.lambda.functionArn)),
  });
  const services = stack.toJsonString({
    ...contactServicesOf(platform.config),
    voice: { instanceArn: instance, contactFlowArn: flow.attrContactFlowArn, sourceNumber },
  });
  for (const caller of callers) {
    mayCall(caller);
    caller.lambda.addEnvironment('CONTACT_SERVICES', services);
  }
  alarmOnPeople(stack, 'receive-key-press-errors', {
    topic: platform.alarmTopic,
    metric: receiveKeyPress.lambda.metricErrors({ period: Duration.minutes(1) }),
    impact:
      'Somebody pressed a key in a call, and it was not recorded: others are paged although they answered.',
    runbook: 'receive-key-press-errors',
  });
  alarmOnPeople(stack, 'call-failed', {
    topic: platform.alarmTopic,
    metric: vigilMetric('CallFailed'),
    impact: 'Amazon Connect refuses calls to people on call: only texts reach them, which may not wake them.',
    runbook: 'call-failed',
  });
}
