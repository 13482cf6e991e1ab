import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { exchange } from '../../client/exchange.ts';
import { signedQuestion } from '../../client/signed-question.ts';
import { readWebhookSecret } from '../../demo/clinic.ts';
import { openOffice } from '../../demo/records-office.ts';
import { openReceiver, type Receiver } from '../../demo/receiver.ts';
import { holdPlaced, holdReleased } from '../../events/hold.ts';
import { schedules, useClinic } from './open-stage.ts';

const clinic = useClinic({
  pausedSchedules: [
    ...schedules.presence,
    ...schedules.retention,
    ...schedules.clearance,
    ...schedules.alarms,
  ],
});
const open: Receiver[] = [];
afterEach(() => {
  for (const receiver of open.splice(0)) receiver.close();
});

const receiverAt = async (name: string, addresses?: readonly string[]): Promise<Receiver> => {
  const receiver = await openReceiver(clinic(), name, addresses);
  open.push(receiver);
  return receiver;
};

const ask = async (question: object, tenantId = 'demo-clinic') => {
  const { httpStatus, text } = await (
    await openOffice(clinic(), tenantId)
  ).ask('/v1/subscriptions', question);
  return { httpStatus, ...(JSON.parse(text) as Record<string, unknown>) } as {
    readonly httpStatus: number;
    readonly secret: string;
  } & Record<string, unknown>;
};
const add = (subscriptionId: string, host: string, tenantId?: string) =>
  ask(
    {
      action: 'add',
      subscriptionId,
      requestedBy: 'admin-1',
      url: `https://${host}/vigil`,
      types: ['hold.in-force.v1', 'hold.lifted.v1'],
    },
    tenantId,
  );

const list = async (tenantId = 'demo-clinic') => {
  const { stage } = clinic();
  const secret = await readWebhookSecret(stage.url, tenantId);
  const options = { url: stage.url, tenantId, secret, now: stage.now, attempts: 1 };
  const answer = await exchange(options, (sentAt) =>
    signedQuestion(options, '/v1/subscriptions', { id: randomUUID(), sentAt }),
  );
  if (answer.status !== 'answered') throw new Error(answer.status);
  const { subscriptions } = JSON.parse(answer.text) as {
    subscriptions: ({ readonly subscriptionId: string } & Record<string, unknown>)[];
  };
  return subscriptions;
};

let matters = 0;
/** A fact that is subscribed. */
const hold = async (): Promise<string> => {
  const matterId = `matter-${(matters += 1)}`;
  const { state, stage } = clinic();
  const reviewAt = new Date((await stage.now()).getTime() + 90 * 86_400_000).toISOString();
  await state(holdPlaced, {
    clientId: 'client-delivery',
    matterId,
    kind: 'audit',
    placedBy: 'officer-3',
    reviewAt,
  });
  return matterId;
};

test('a fact reaches every endpoint that is subscribed to its type, of this tenant only', async () => {
  const [first, second, other] = [
    await receiverAt('first.example.org', ['93.184.215.1']),
    await receiverAt('second.example.org', ['93.184.215.2']),
    await receiverAt('other.example.org', ['93.184.215.3']),
  ];
  first.trust((await add('first', 'first.example.org')).secret);
  second.trust((await add('second', 'second.example.org')).secret);
  await add('other', 'other.example.org', 'demo-school');
  const matterId = await hold();
  for (const receiver of [first, second])
    expect(receiver.accepted()).toMatchObject([
      {
        verified: true,
        path: '/vigil',
        event: { type: 'hold.in-force.v1', sequence: '1', data: { matterId, clientId: 'client-delivery' } },
      },
    ]);
  expect(other.accepted()).toEqual([]);
  expect((await list()).map(({ subscriptionId, lastSequence }) => [subscriptionId, lastSequence])).toEqual([
    ['first', 1],
    ['second', 1],
  ]);
  for (const subscriptionId of ['first', 'second'])
    await ask({ action: 'remove', subscriptionId, requestedBy: 'admin-1' });
  await hold();
  expect(first.accepted()).toHaveLength(1);
});

describe('an endpoint that fails', () => {
  test('is its own trouble: the other has every fact at once, and it gets its own when it is back', async () => {
    const healthy = await receiverAt('healthy.example.org', ['93.184.215.4']);
    const broken = await receiverAt('broken.example.org', ['93.184.215.5']);
    await add('healthy', 'healthy.example.org');
    await add('broken', 'broken.example.org');
    broken.answer(500);
    for (let count = 0; count < 7; count += 1) await hold();
    expect(healthy.accepted()).toHaveLength(7);
    expect(broken.refused()).toBe(5);
    expect((await list()).find(({ subscriptionId }) => subscriptionId === 'broken')).toMatchObject({
      status: 'failing',
      lastSequence: 7,
    });
    broken.answer(200);
    await clinic().stage.advance('PT40M');
    expect(
      broken
        .accepted()
        .map(({ event }) => Number(event.sequence))
        .sort(),
    ).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const subscriptionId of ['healthy', 'broken'])
      await ask({ action: 'remove', subscriptionId, requestedBy: 'admin-1' });
  });

  test('a redirect is not followed', async () => {
    const target = await receiverAt('target.example.org', ['93.184.215.6']);
    const redirecting = await receiverAt('redirecting.example.org', ['93.184.215.7']);
    redirecting.answer(307, { location: 'https://target.example.org/vigil' });
    await add('redirecting', 'redirecting.example.org');
    await hold();
    expect(redirecting.refused()).toBe(1);
    expect(target.accepted()).toEqual([]);
    await ask({ action: 'remove', subscriptionId: 'redirecting', requestedBy: 'admin-1' });
  });
});

describe('a name that leads to a private address', () => {
  test.each([
    ['10.0.0.7'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:10.0.0.7'],
    ['93.184.215.8', '192.168.1.1'],
  ])('%s %s gets nothing', async (...addresses) => {
    const inside = await receiverAt('inside.example.org', addresses);
    await add('inside', 'inside.example.org');
    await hold();
    expect(inside.accepted()).toEqual([]);
    const lines = (await clinic().stage.logs()).map(({ line }) => line);
    expect(lines.some((line) => line.includes('"reason":"address-not-public"'))).toBe(true);
    await ask({ action: 'remove', subscriptionId: 'inside', requestedBy: 'admin-1' });
  });
});

test('a rotated secret signs at once, the one before for a day; neither is stored in the clear or listed', async () => {
  const receiver = await receiverAt('rotating.example.org', ['93.184.215.9']);
  const { secret: before } = await add('rotating', 'rotating.example.org');
  const { secret: after } = await ask({
    action: 'rotate-secret',
    subscriptionId: 'rotating',
    requestedBy: 'admin-1',
  });
  receiver.trust(before);
  await hold();
  receiver.trust(after);
  await hold();
  await clinic().stage.advance('P1D');
  receiver.trust(before);
  await hold();
  expect(receiver.accepted().map(({ verified }) => verified)).toEqual([true, true, false]);
  const everything = JSON.stringify([await clinic().stage.rows('State'), await list()]);
  for (const secret of [before, after]) expect(everything).not.toContain(secret.slice(6));
  await ask({ action: 'remove', subscriptionId: 'rotating', requestedBy: 'admin-1' });
});

test('deliveries are made again by id, by number and by time, under the ids that they had', async () => {
  const { stage, state } = clinic();
  const receiver = await receiverAt('again.example.org', ['93.184.215.10']);
  await add('again', 'again.example.org');
  const replay = async (select: object) => {
    const before = receiver.accepted().length;
    const answer = await ask({ action: 'replay', subscriptionId: 'again', requestedBy: 'admin-1', select });
    expect(answer.httpStatus).toBe(200);
    const made = receiver.accepted().slice(before);
    expect(made).toHaveLength(Number(answer['replayed']));
    return made.map(({ event }) => Number(event.sequence)).sort();
  };
  const matterId = await hold();
  await stage.advance('PT1H');
  const from = (await stage.now()).toISOString();
  await hold();
  await state(holdReleased, { clientId: 'client-delivery', matterId, releasedBy: 'officer-3' });
  await stage.advance('PT1H');
  const until = (await stage.now()).toISOString();
  await hold();
  const [first] = receiver.accepted();
  expect(await replay({ ids: [first?.id, 'fact-of-nobody'] })).toEqual([1]);
  expect(await replay({ fromSequence: 2, untilSequence: 99 })).toEqual([2, 3, 4]);
  expect(await replay({ from, until })).toEqual([2, 3]);
  expect(new Set(receiver.accepted().map(({ id }) => id)).size).toBe(4);
  expect(
    await ask({ action: 'replay', subscriptionId: 'none', requestedBy: 'a', select: { ids: ['x'] } }),
  ).toMatchObject({ httpStatus: 404, code: 'subscription-unknown' });
});

test('what cannot be subscribed is refused, and where it is wrong is said', async () => {
  const wrong = {
    action: 'add',
    subscriptionId: 'Jane Doe',
    requestedBy: 'admin-1',
    url: 'http://10.0.0.7/',
    types: ['session.scheduled.v1'],
  };
  const answer = await ask(wrong);
  expect(answer).toMatchObject({ httpStatus: 422, code: 'data-invalid' });
  expect((answer['errors'] as { path: string }[]).map(({ path }) => path)).toEqual([
    'subscriptionId',
    'url',
    'types.0',
  ]);
  expect(JSON.stringify(answer)).not.toContain('Jane');
});
