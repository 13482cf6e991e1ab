import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { createActivity } from './activity.ts';
import { createAsyncInvocations } from './lambda/async-invocations.ts';
import { createAuthorizer } from './iam/authorizer.ts';
import { createAwsRequests } from './aws-requests.ts';
import { createClock } from './clock.ts';
import { createControlPlane } from './control/plane.ts';
import { createFaults } from './faults.ts';
import { createHttpApi } from './http-api.ts';
import { createLambda, readFunctions } from './lambda/lambda.ts';
import { createLogs } from './logs.ts';
import { createOpenIncidents } from './open-incidents.ts';
import { startQueueMapping } from './lambda/queue-mapping.ts';
import { createServiceMay, readResourcePolicies } from './iam/resource-policies.ts';
import { readRoles } from './iam/roles.ts';
import { createCloudWatch } from './services/cloudwatch/cloudwatch.ts';
import { createConnect } from './services/connect/connect.ts';
import { createPhoneCalls } from './services/connect/phone-calls.ts';
import { createDynamoDb } from './services/dynamodb/dynamodb.ts';
import { tablesOf } from './services/dynamodb/tables.ts';
import { createEvents } from './services/event-bridge/events.ts';
import { keysOf } from './services/kms/keys.ts';
import { createKms } from './services/kms/kms.ts';
import { startSchedules } from './services/scheduler/scheduler.ts';
import { createSecretsManager } from './services/secrets/secrets-manager.ts';
import { createSmsVoice } from './services/sms-voice/sms-voice.ts';
import { createSmsReceipts } from './services/sns/receipts.ts';
import { createPhones } from './services/sns/phones.ts';
import { createSns } from './services/sns/sns.ts';
import { createTopics } from './services/sns/topics.ts';
import { createQueues, readQueues, type Queues } from './services/sqs/queues.ts';
import { createSqs } from './services/sqs/sqs.ts';
import { read, text } from './shapes.ts';
import { createStore } from './store.ts';
import { startStreamMapping, type StreamMapping } from './lambda/stream-mapping.ts';
import type { StageOptions } from './stage.ts';
import { readTemplate, type Template } from './template/template.ts';

/** Everything of the stage but its server. */
export async function assemble(options: StageOptions, url: string) {
  const { assembly, dataDir, now, environments, pausedSchedules } = options;
  const template = readTemplate(assembly, url);
  const store = createStore(dataDir);
  const clock = createClock(store, now);
  const activity = createActivity();
  const logs = createLogs(clock.now);
  const faults = createFaults();
  const policies = readResourcePolicies(template);
  const authorizer = createAuthorizer({ roles: readRoles(template), resourcePolicyOf: policies.of });
  const serviceMay = createServiceMay(template, policies, authorizer);
  const surroundings = { template, store, clock, activity, logs, faults, authorizer, serviceMay, url };

  const lambda = createLambda(readFunctions(template), {
    ...surroundings,
    clockOffset: clock.offset,
    environments,
  });
  const queues = createQueues(readQueues(template), store, clock);
  const invocations = createAsyncInvocations(template, { ...surroundings, lambda, queues });
  const phones = createPhones(store, clock);
  const mappings: StreamMapping[] = [];
  const dynamodb = await createDynamoDb({
    tables: tablesOf(template),
    ...(dataDir !== undefined && { dataDir }),
    clock,
    activity,
    store,
    emit: (streamArn, record) => {
      for (const mapping of mappings) if (mapping.streamArn === streamArn) mapping.push(record);
    },
    // A fault can make time to live miss an item, as on AWS it may.
    ttlAllowed: () => faults.strike('dynamodb', 'TimeToLive', 'aws').before === undefined,
  });
  const kms = createKms({ ...keysOf(template), store, clock });
  const secrets = createSecretsManager({ secrets: template.of('AWS::SecretsManager::Secret'), store, clock });
  const cloudWatch = createCloudWatch({ alarms: template.of('AWS::CloudWatch::Alarm'), store, clock });
  const receipts = createSmsReceipts(template, { ...surroundings, invocations });
  const topics = createTopics({ ...surroundings, lambda, queues, invocations });
  const sns = createSns({ ...surroundings, topics, phones, receipts });
  const openIncidents = createOpenIncidents(store);
  const events = createEvents({ ...surroundings, queues, invocations, openIncidents });

  // Streams first, then what a killed process has not handed over, then queues: their functions write to the streams'
  // tables.
  const sources = eventSources(template, queues);
  for (const mapping of sources.streams)
    mappings.push(await startStreamMapping(mapping, { ...surroundings, lambda, queues }));
  await dynamodb.start();
  for (const { mapping, queue } of sources.queues)
    await startQueueMapping(mapping, queue, { ...surroundings, lambda, queues });
  startSchedules(template, pausedSchedules ?? [], { ...surroundings, lambda, invocations });

  const phoneCalls = createPhoneCalls({ ...surroundings, lambda });
  const people = [sns, createSmsVoice({ ...surroundings, phones, events }), createConnect(phoneCalls)];
  const services = [dynamodb, createSqs(queues, clock), events, kms, secrets, cloudWatch, ...people];
  const aws = createAwsRequests({ services, functions: lambda.functions, ...surroundings });
  const api = createHttpApi(template, { ...surroundings, lambda });
  const shown = { queues, phones, phoneCalls, sns, events, openIncidents, dynamodb, aws };
  const control = createControlPlane({ ...surroundings, ...shown });

  return {
    clock,
    answer(request: IncomingMessage, body: Buffer) {
      if (isAws(request)) return aws.answer(request, body);
      if (isControl(request)) return control.answer(request, body);
      return activity.run(() => api.answer(request, body));
    },
    async close() {
      clock.stop();
      await lambda.close();
      // What was interrupted never ends; what was being answered needs a moment.
      await Promise.race([activity.idle(), setTimeout(100)]);
      await dynamodb.close();
      store.close();
    },
  };
}

const mappingSource = z.looseObject({ EventSourceArn: text });

function eventSources(template: Template, queues: Queues) {
  const mappings = template.of('AWS::Lambda::EventSourceMapping').map((mapping) => {
    const { EventSourceArn } = read(mapping.logicalId, mapping.properties, mappingSource);
    return { mapping, queue: queues.find(EventSourceArn) };
  });
  return {
    streams: mappings.flatMap(({ mapping, queue }) => (queue ? [] : [mapping])),
    queues: mappings.flatMap(({ mapping, queue }) => (queue ? [{ mapping, queue }] : [])),
  };
}

export const isAws = ({ headers }: IncomingMessage): boolean =>
  headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') ?? false;
export const isControl = ({ url }: IncomingMessage): boolean => /^\/_local(\/|\?|$)/.test(url ?? '');
