/**
 * `npm run bench:crisis [-- incidents]`: how long a trigger takes to become a page, and how many at once the local stage
 * bears. The stage runs two environments of a function where AWS runs fifty: the second number is a floor.
 */
import { clientRegistered } from '../../events/client-registered.ts';
import { riskFlagged } from '../../events/risk-flagged.ts';
import { rosterPublished } from '../../events/roster-published.ts';
import { startStage } from '../../local/stage.ts';
import { type Clinic, confirmPhones, openClinic, phones } from '../../demo/clinic.ts';

const samples = 60;
const warmUps = 10;
/** As many as a roster has plans for. */
const schools = 20;
const simultaneous = Number(process.argv[2] ?? 1000);

/** Two of each function on the way: with the usual eight they would be started and stopped all the time, and that would be measured. */
const warmEnvironments = 24;

const stage = await startStage({ assembly: 'cdk.out', environments: warmEnvironments });
try {
  const clinic = await openClinic(stage.url);
  await clinic.state(rosterPublished, {
    rosterId: 'roster-bench',
    // So long that nobody but the first tier is paged while the bench runs.
    tiers: [{ staffIds: ['staff-ada'], answerWithinSeconds: 604_800 }],
    phones: { 'staff-ada': phones.ada },
  });
  await confirmPhones(clinic, [phones.ada]);
  await latency(clinic);
  await furnishSchools(clinic);
  await throughput(clinic);
} finally {
  await stage.close();
}

/** From "202 Accepted" to the moment at which SNS took the text, one at a time. */
async function latency(clinic: Clinic): Promise<void> {
  const waits: number[] = [];
  for (let number = 0; number < warmUps + samples; number += 1) {
    // A minute apart: more than three pages a minute to one phone would be bundled.
    await clinic.stage.advance('PT61S');
    await clinic.client.sendEvent(riskFlagged, { clientId: `client-l${number}`, trigger: 'panic-client' });
    const acceptedAt = (await clinic.stage.now()).getTime();
    await clinic.stage.idle();
    const [phone] = (await clinic.stage.phones()).filter((candidate) => candidate.number === phones.ada);
    const sentAt = Date.parse(phone?.messages.at(-1)?.at ?? '');
    if (number >= warmUps) waits.push(Math.max(0, sentAt - acceptedAt));
  }
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? NaN;
  console.log(
    `trigger accepted -> SMS handed to SNS, warm, ${samples} samples: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
}

/** Clients of many schools, each with people of its own on call: nobody has ten thousand clients on one phone. */
async function furnishSchools(clinic: Clinic): Promise<void> {
  const numbers = Array.from({ length: schools }, (_, school) => `+12025550${120 + school}`);
  const only = (school: number) => [{ staffIds: [`staff-${school}`], answerWithinSeconds: 604_800 }];
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
  await inTwenties((number) =>
    clinic.client.sendEvent(clientRegistered, {
      clientId: `client-t${number}`,
      jurisdiction: 'US-CA',
      schoolId: `school-${number % schools}`,
      birthDate: '1990-04-12',
      emergencyContactName: 'Example Contact',
      emergencyContactPhone: '+12025550190',
    }),
  );
  await clinic.stage.idle();
}

/** One thing for each client, so many at once as a platform's own pool of connections would send. */
async function inTwenties(send: (number: number) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < simultaneous; first += 20)
    await Promise.all(
      Array.from({ length: Math.min(20, simultaneous - first) }, (_, offset) => send(first + offset)),
    );
}

async function throughput(clinic: Clinic): Promise<void> {
  await clinic.stage.forgetCalls();
  await clinic.clearPhones();
  const started = performance.now();
  await inTwenties((number) =>
    clinic.client.sendEvent(riskFlagged, { clientId: `client-t${number}`, trigger: 'panic-client' }),
  );
  await clinic.stage.idle();
  const seconds = (performance.now() - started) / 1000;
  const incidents = (await clinic.stage.rows('State')).filter((row) =>
    /^incident#.*#client-t/.test(String(row['pk'])),
  );
  const pages = incidents.map((row) => (row['state'] as { pages: { outcome: string }[] }).pages);
  const reached = pages.filter((all) => all.some(({ outcome }) => outcome !== 'failed')).length;
  const twice = pages.filter((all) => all.length > 1).length;
  console.log(
    `${simultaneous} incidents at once: ${reached} first pages out, ${simultaneous - reached} lost, ${twice} twice, in ${seconds.toFixed(1)} s`,
  );
  const calls = await clinic.stage.calls();
  const paging = calls.filter(({ function: name }) =>
    ['open-incident', 'escalate', 'meet-deadline'].includes(name),
  );
  const sum = (all: typeof calls) => all.reduce((total, { count }) => total + count, 0) / simultaneous;
  console.log(
    `AWS calls per incident: ${sum(paging).toFixed(1)} to page, ${sum(calls).toFixed(1)} with intake, ledger and bus`,
  );
  for (const { function: name, service, operation, count } of paging.sort((a, b) => b.count - a.count))
    console.log(`  ${name} ${service}:${operation} ${(count / simultaneous).toFixed(2)}`);
}
