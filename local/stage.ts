import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { createActivity } from './activity.ts';
import { createAsyncInvocations } from './lambda/async-invocations.ts';
import { createAuthorizer } from './iam/authorizer.ts';
import { createAwsRequests } from './aws-requests.ts';
import { createClock } from './clock.ts';
import { createControlPlane } from './control/plane.ts';
import { createFaults } from './faults.ts';
import { createHttpApi, largestBodyBytes, type HttpAnswer } from './http-api.ts';
import { createLambda, readFunctions } from './lambda/lambda.ts';
import { createLogs } from './logs.ts';
import { createOpenIncidents } from './open-incidents.ts';
import { startQueueMapping } from './lambda/queue-mapping.ts';
import { createServiceMay, readResourcePolicies } from './iam/resource-policies.ts';
import { readRoles } from './iam/roles.ts';
import { createDynamoDb } from './services/dynamodb/dynamodb.ts';
import { tablesOf } from './services/dynamodb/tables.ts';
import { createEvents } from './services/event-bridge/events.ts';
import { createKms } from './services/kms/kms.ts';
import { startSchedules } from './services/scheduler/scheduler.ts';
import { createSecretsManager } from './services/secrets/secrets-manager.ts';
import { createSmsReceipts } from './services/sns/receipts.ts';
import { createPhones } from './services/sns/phones.ts';
import { createSns } from './services/sns/sns.ts';
import { createTopics } from './services/sns/topics.ts';
import { createQueues, readQueues } from './services/sqs/queues.ts';
import { createSqs } from './services/sqs/sqs.ts';
import { read, text } from './shapes.ts';
import { createStore } from './store.ts';
import { startStreamMapping, type StreamMapping } from './lambda/stream-mapping.ts';
import { readTemplate } from './template/template.ts';

export interface StageOptions {
  /** The cloud assembly to run, e.g. `cdk.out`. */
  readonly assembly: string;
  /** 0 or none: any free port. */
  readonly port?: number;
  /** Where state outlives the process; without it the stage forgets. */
  readonly dataDir?: string;
  /** Where the clock starts; a kept clock goes on instead. */
  readonly now?: Date;
  /** How many Lambda environments stay warm; 8 where it is not given, which keeps `npm start` under 500 MB. */
  readonly environments?: number;
}

export interface Stage {
  readonly url: string;
  close(): Promise<void>;
}

const aliasProperties = z.strictObject({ AliasName: text, TargetKeyId: text });
const mappingSource = z.looseObject({ EventSourceArn: text });

type Answer = (request: IncomingMessage, body: Buffer) => Promise<HttpAnswer>;

/** Runs the synthesized template and its built bundles on 127.0.0.1. */
export async function startStage(options: StageOptions): Promise<Stage> {
  // A worker thread shares the process's time zone, and Lambda's is UTC.
  process.env['TZ'] = 'UTC';
  let answer: Answer = () => Promise.resolve(textAnswer(503, 'The stage is starting'));
  const server = createServer((request, response) => void respond(request, response));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = await readBody(request)
      .then((body) => strangerOf(request) ?? answer(request, body))
      .catch((error: unknown) => {
        console.error(error);
        return textAnswer(500, error instanceof Error ? error.message : String(error));
      });
    response.writeHead(reply.status, { date: new Date(now()).toUTCString(), ...reply.headers });
    response.end(reply.body);
  }

  let now = Date.now;
  try {
    const parts = await assemble(options, url);
    now = parts.clock.now;
    answer = parts.answer;
    return {
      url,
      async close() {
        server.closeAllConnections();
        server.close();
        await parts.close();
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

async function assemble({ assembly, dataDir, now, environments }: StageOptions, url: string) {
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
  const kms = createKms({
    keys: template.of('AWS::KMS::Key').map(({ name, arn, properties }) => ({ keyId: name, arn, properties })),
    aliases: template.of('AWS::KMS::Alias').map(({ name, properties }) => {
      const { TargetKeyId } = read(name, properties, aliasProperties);
      return { name, keyId: template.find('AWS::KMS::Key', TargetKeyId).name };
    }),
    store,
    clock,
  });
  const secrets = createSecretsManager({ secrets: template.of('AWS::SecretsManager::Secret'), store, clock });
  const receipts = createSmsReceipts(template, { ...surroundings, invocations });
  const topics = createTopics({ ...surroundings, lambda, queues, invocations });
  const sns = createSns({ ...surroundings, topics, phones, receipts });
  const openIncidents = createOpenIncidents(store);
  const events = createEvents({ ...surroundings, queues, invocations, openIncidents });

  for (const mapping of template.of('AWS::Lambda::EventSourceMapping')) {
    const { EventSourceArn } = read(mapping.logicalId, mapping.properties, mappingSource);
    const queue = queues.find(EventSourceArn);
    const feeding = { ...surroundings, lambda, queues };
    if (queue) await startQueueMapping(mapping, queue, feeding);
    else mappings.push(await startStreamMapping(mapping, feeding));
  }
  // Only now, when the mappings are there to take them: stream records that a killed process still owed.
  await dynamodb.start();
  startSchedules(template, { ...surroundings, invocations });

  const services = [dynamodb, createSqs(queues, clock), sns, events, kms, secrets];
  const aws = createAwsRequests({ services, functions: lambda.functions, ...surroundings });
  const api = createHttpApi(template, { ...surroundings, lambda });
  const control = createControlPlane({
    ...surroundings,
    queues,
    phones,
    sns,
    events,
    openIncidents,
    dynamodb,
    aws,
  });

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

const ownHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * The refusal for a request that names another host: a web page whose name was rebound to this machine (DNS rebinding) must reach
 * nothing here. Another site's page in the same browser must not call AWS or turn the clock.
 */
function strangerOf(request: IncomingMessage): HttpAnswer | undefined {
  const { host = '', origin } = request.headers;
  if (!ownHost.test(host))
    return textAnswer(403, 'The local stage answers requests to 127.0.0.1 and localhost only');
  const foreign = origin !== undefined && origin !== `http://${host}`;
  if (foreign && !isApi(request))
    return textAnswer(403, 'The local stage answers pages of its own machine only');
  return undefined;
}

const isAws = ({ headers }: IncomingMessage) =>
  headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') ?? false;
const isControl = ({ url }: IncomingMessage) => /^\/_local(\/|\?|$)/.test(url ?? '');
const isApi = (request: IncomingMessage) => !isAws(request) && !isControl(request);

/** Reads one byte more than an API takes at most, so that the API can refuse it, and no flood. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length <= largestBodyBytes) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks);
}

const textAnswer = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
});
