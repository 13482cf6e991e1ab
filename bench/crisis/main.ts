/**
 * `npm run bench:crisis [-- incidents]`: how long a trigger takes to become a page, and how many at once the local stage
 * bears. The stage runs two environments of a function where AWS runs fifty: the second number is a floor.
 */
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { vigilClient, type VigilClient } from '../../client/index.ts';
import { type Clinic, confirmPhones, openClinic, phones, readWebhookSecret } from '../../demo/clinic.ts';
import { operatorOf } from '../../demo/operator.ts';
import { newClient } from '../../domain/clearance/client.ts';
import { riskFlagged } from '../../events/risk.ts';
import { rosterPublished } from '../../events/roster.ts';
import { dynamoAggregates } from '../../functions/platform/state/dynamo-aggregates.ts';
import { clientKey } from '../../functions/clearance/keys.ts';
import type { StageClient } from '../../local/stage-client.ts';
import { startStage } from '../../local/stage.ts';

const samples = 60;
const warmUps = 10;
/** Of each of two providers, each with somebody of its own on call: nobody has ten thousand clients on one phone. */
const schools = 50;
const tenants = ['demo-clinic', 'demo-school'];
const areaCodes = ['202', '303'];
const simultaneous = Number(process.argv[2] ?? 10_000);
/** So many requests are open at a time, as a platform's own pool of connections would have. */
const connections = 20;
/** So long that nobody but the first tier is paged while the bench runs. */
const answerWithinSeconds = 1800;

const tenantOf = (number: number): number => number % tenants.length;
const schoolOf = (number: number): number => Math.floor(number / tenants.length) % schools;

/** Two of each function on the way: with the usual eight they would be started and stopped all the time, and that would be measured. */
const warmEnvironments = 24;

const stage = await startStage({ assembly: 'cdk.out', environments: warmEnvironments });
try {
  const clinic = await openClinic(stage.url, tenants[0]);
  await latency(clinic);
  for (const index of tenants.keys()) await furnish(index);
  await throughput(clinic.stage);
} finally {
  await stage.close();
}

/** From the request to the moment at which SNS took the text, one at a time, by the stage's clock at both ends. */
async function latency(clinic: Clinic): Promise<void> {
  await clinic.state(rosterPublished, {
    rosterId: 'roster-bench',
    tiers: [{ staffIds: ['staff-ada'], answerWithinSeconds }],
    phones: { 'staff-ada': phones.ada },
  });
  await confirmPhones(clinic, [phones.ada]);
  const waits: number[] = [];
  for (let number = 0; number < warmUps + samples; number += 1) {
    // A minute apart: more than three pages a minute to one phone would be bundled.
    await clinic.stage.advance('PT61S');
    const requestedAt = (await clinic.stage.now()).getTime();
    await clinic.client.sendEvent(riskFlagged, { clientId: `client-l${number}`, trigger: 'panic-client' });
    await clinic.stage.idle();
    const [phone] = (await clinic.stage.phones()).filter((candidate) => candidate.number === phones.ada);
    const sentAt = Date.parse(phone?.messages.at(-1)?.at ?? '');
    if (number >= warmUps) waits.push(sentAt - requestedAt);
  }
  waits.sort((a, b) => a - b);
  const [least, most] = [waits[0], waits.at(-1)];
  console.log(
    `request -> SMS handed to SNS, warm, ${samples} samples: min ${least} ms, median ${waits[samples / 2]} ms, max ${most} ms`,
  );
  console.log(
    'Left out: the network, cold starts, the carrier. GoAlert looks for due alerts every 5 s (engine cycle, as published).',
  );
}

/** Schools with people on call, and clients at them; the clients stand in the table as their registration leaves them. */
async function furnish(index: number): Promise<void> {
  const clinic = await openClinic(stage.url, tenants[index]);
  const numbers = Array.from({ length: schools }, (_, school) => `+1${areaCodes[index]}5550${120 + school}`);
  const only = (school: number) => [{ staffIds: [`staff-${school}`], answerWithinSeconds }];
  await clinic.state(rosterPublished, {
    rosterId: 'roster-schools',
    tiers: only(0),
    plans: numbers.map((_, school) => ({
      planId: `school-${school}`,
      schoolIds: [`school-${school}`],
      tiers: only(school),
    })),
    phones: Object.fromEntries(numbers.map((number, school) => [`staff-${school}`, number])),
  });
  const { StateTableName = '' } = await clinic.stage.outputs();
  const operator = DynamoDBDocumentClient.from(new DynamoDBClient(operatorOf(stage.url)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const aggregates = dynamoAggregates(operator, StateTableName);
  const now = (await clinic.stage.now()).toISOString();
  await forEach(async (number) => {
    if (tenantOf(number) !== index) return;
    const clientId = `client-t${number}`;
    const registered = {
      at: now,
      eventId: `registered-${number}`,
      jurisdiction: 'US-CA',
      schoolId: `school-${schoolOf(number)}`,
      profileRecordId: `profile-${number}`,
    };
    const state = { ...newClient(clientId), registered };
    await aggregates.save(clientKey(tenants[index] ?? '', clientId), 0, { state, facts: [] }, { now });
  });
  await clinic.stage.idle();
}

/** One thing for each client, over so many connections at a time. */
async function forEach(send: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < simultaneous) await send(next++);
  };
  await Promise.all(Array.from({ length: connections }, lane));
}

/** As `idle`, which a client would not wait for longer than five minutes. */
async function allWorkedOff(stageClient: StageClient): Promise<void> {
  const busy = async () =>
    (await stageClient.queues()).some(
      ({ visible, inFlight, deadLettersOf }) => deadLettersOf === undefined && visible + inFlight > 0,
    );
  while (await busy()) await setTimeout(1000);
  await stageClient.idle();
}

async function throughput(stageClient: StageClient): Promise<void> {
  const offset = (await stageClient.now()).getTime() - performance.now();
  // The stage's clock goes on with the machine's: nobody need ask for it ten thousand times.
  const now = () => Promise.resolve(new Date(offset + performance.now()));
  const platforms = await Promise.all(
    tenants.map(async (tenantId) => {
      const secret = await readWebhookSecret(stage.url, tenantId);
      return vigilClient({ url: stage.url, tenantId, secret, source: 'urn:example:platform', now });
    }),
  );
  await stageClient.forgetCalls();
  const started = performance.now();
  await forEach(async (number) => {
    const { status } = await (platforms[tenantOf(number)] as VigilClient).sendEvent(riskFlagged, {
      clientId: `client-t${number}`,
      trigger: 'panic-client',
    });
    if (status !== 'accepted') throw new Error(`trigger ${number} was ${status}`);
  });
  const acceptedSeconds = (performance.now() - started) / 1000;
  await allWorkedOff(stageClient);
  const seconds = (performance.now() - started) / 1000;
  const incidents = (await stageClient.rows('State')).filter((row) =>
    /^incident#.*#client-t/.test(String(row['pk'])),
  );
  const pages = incidents.map((row) => (row['state'] as { pages: { outcome: string }[] }).pages);
  const reached = pages.filter((all) => all.some(({ outcome }) => outcome !== 'failed')).length;
  const twice = pages.filter((all) => all.length > 1).length;
  console.log(
    `${simultaneous} incidents at once: ${reached} first pages out, ${simultaneous - reached} lost, ${twice} twice, ` +
      `in ${seconds.toFixed(1)} s (all accepted after ${acceptedSeconds.toFixed(1)} s)`,
  );
  const calls = await stageClient.calls();
  const paging = calls.filter(({ function: name }) =>
    ['open-incident', 'escalate', 'process-due-work'].includes(name),
  );
  const sum = (all: typeof calls) => all.reduce((total, { count }) => total + count, 0) / simultaneous;
  console.log(
    `AWS calls per incident: ${sum(paging).toFixed(1)} to page, ${sum(calls).toFixed(1)} with intake, ledger and bus`,
  );
  for (const { function: name, service, operation, count } of paging.sort((a, b) => b.count - a.count))
    console.log(`  ${name} ${service}:${operation} ${(count / simultaneous).toFixed(2)}`);
}
