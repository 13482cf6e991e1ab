import { beforeAll, expect, test } from 'vitest';
import { codeIn, furnish } from '../../demo/clinic.ts';
import { clientWatched } from '../../events/client.ts';
import { screeningSubmitted } from '../../events/risk.ts';
import { sessionConnectionLost } from '../../events/session.ts';
import { phones, useOnCall } from './on-call.ts';

const { clinic, next, say, finish, flag, standbyTold, takeAndFinish } = useOnCall();

beforeAll(async () => {
  await furnish(clinic());
});

let outages = 0;
const freshClient = () => `client-outage-${(outages += 1)}`;

/** Each of these calls of a function fails for so long; then two minutes pass in which what failed is tried again. */
const during = async (
  duration: string,
  { service, name, operations }: { service: string; name: string; operations: readonly string[] },
  act: () => Promise<unknown>,
): Promise<void> => {
  const { stage } = clinic();
  const error = service === 'dynamodb' ? 'ResourceNotFoundException' : 'ServiceUnavailable';
  for (const operation of operations)
    await stage.addFault({ service, operation, function: name, nth: '*', error });
  await act();
  await stage.advance(duration);
  await stage.clearFaults();
  await stage.advance('PT2M');
};
const table = (name: string) => ({
  service: 'dynamodb',
  name,
  operations: ['GetItem', 'PutItem', 'BatchGetItem'],
});

const screen = (clientId: string) =>
  clinic().state(screeningSubmitted, {
    clientId,
    instrument: 'phq-9',
    answers: { '1': 0, '2': 0, '3': 0, '4': 0, '5': 0, '6': 0, '7': 0, '8': 0, '9': 3 },
  });

/** What is accepted and has to lead to a page, by the function that has to work for that. */
const accepted: Readonly<Record<string, (clientId: string) => Promise<void>>> = {
  'open-incident': flag,
  // A flag pages without it.
  escalate: screen,
  'evaluate-screening': screen,
  'detect-risk': (clientId) =>
    clinic().state(sessionConnectionLost, { sessionId: `session-${clientId}`, clientId, party: 'client' }),
};

test.each(
  Object.entries(accepted).flatMap(([name, state]) =>
    ['PT20S', 'PT1M'].map((duration) => [name, duration, state] as const),
  ),
)(
  'what was accepted while %s could not use the table for %s pages somebody',
  async (name, duration, state) => {
    const clientId = freshClient();
    await clinic().state(clientWatched, { clientId, level: 'elevated' });
    await during(duration, table(name), () => state(clientId));
    // After half a minute people on standby are told: the last tier of the roster.
    if (duration === 'PT1M' && ['open-incident', 'escalate'].includes(name)) await standbyTold(phones.bea);
    if (duration === 'PT1M' && name === 'evaluate-screening') await next(phones.bea, 'answers arrived');
    await takeAndFinish(phones.ada);
  },
);

test.each([
  ['the table', table('open-incident')],
  ['Lambda', { service: 'lambda', name: 'open-incident', operations: ['Invoke'] }],
])('a panic outlasts an hour in which %s does not work', async (_, outage) => {
  await during('PT1H', outage, () => flag(freshClient()));
  // Every ten minutes while the table is down. A function that does not start cannot text anybody.
  if (outage.service === 'dynamodb') {
    for (let text = 0; text < 5; text += 1) await next(phones.bea, 'our system is down');
    await standbyTold(phones.bea);
  }
  await takeAndFinish(phones.ada);
});

test('an incident that could not be opened at once says on which try it was', async () => {
  const opened = (await clinic().stage.events('incident.opened.v1')).map(({ detail }) => detail.data);
  const tries = opened.map((data) => Number(data['tries'] ?? 1));
  // Pauses of 2, 4, 8, 16 and 32 seconds, and of a minute from then on.
  expect(Math.max(...tries)).toBeGreaterThan(60);
  expect(tries).toEqual(expect.arrayContaining([1, 5, 6]));
});

test('a table that never answers fails a run before Lambda cuts it off, so that the next try is seconds away', async () => {
  const { stage } = clinic();
  await stage.addFault({
    service: 'dynamodb',
    operation: 'PutItem',
    function: 'open-incident',
    nth: '*',
    error: 'hang',
  });
  await flag(freshClient());
  await stage.clearFaults();
  await stage.advance('PT5S');
  await takeAndFinish(phones.ada);
  const lines = (await stage.logs()).map(({ line }) => line);
  expect(lines.filter((line) => line.includes('OutOfTimeError'))).not.toEqual([]);
  expect(lines.filter((line) => line.includes('Sandbox.Timedout'))).toEqual([]);
});

test('where the queue of steps does not take the first one, the sweep pages within a minute', async () => {
  const queue = { service: 'sqs', name: 'evaluate-screening', operations: ['SendMessage'] };
  await during('PT1M', queue, () => screen(freshClient()));
  await next(phones.bea, 'answers arrived');
  await takeAndFinish(phones.ada);
});

test('where the queue does not take the next step, the page has left, and people on standby are called', async () => {
  const queue = { service: 'sqs', name: 'open-incident', operations: ['SendMessage'] };
  await during('PT1M', queue, () => flag(freshClient()));
  // Nobody knows that the step after the page is only late, and not lost.
  await standbyTold(phones.bea);
  await takeAndFinish(phones.ada);
});

test.each(['PT20S', 'PT1M'])('an answer outlasts %s in which it cannot be saved', async (duration) => {
  await flag(freshClient());
  const code = codeIn(await next(phones.ada, 'urgent'));
  await during(duration, table('apply-reply'), () => clinic().answer(phones.ada, `${code} Y`));
  await next(phones.ada, 'it is yours');
  expect(await clinic().stage.queues()).toContainEqual(
    expect.objectContaining({ deadLettersOf: expect.anything() as unknown, visible: 0 }),
  );
  await finish(phones.ada, code);
  await say(phones.ada, 'y', 'nothing is open');
});
