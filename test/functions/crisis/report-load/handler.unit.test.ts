import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { signedQuestion } from '../../../../client/signed-question.ts';
import { loadReport } from '../../../../functions/crisis/report-load/answer-shape.ts';
import { makeHandler } from '../../../../functions/crisis/report-load/handler.ts';
import type { PublishedFact } from '../../../../functions/platform/bus/bus.ts';
import { policy } from '../../../domain/crisis/given.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';

const secret = `whsec_${Buffer.from('the secret of the clinic').toString('base64')}`;
const fact = (type: string, time: string, data: object, tenantId = 'clinic'): PublishedFact => ({
  id: `${type}-${time}`,
  type,
  time,
  tenantId,
  data: { incidentId: 'inc-1', clientId: 'client-1', ...data },
});
const paged = (time: string, staffId: string, outcome = 'accepted', tenantId?: string) =>
  fact('incident.paged.v1', time, { staffId, outcome, tier: 0, round: 0 }, tenantId);

const ask = async (
  query: string,
  facts: readonly PublishedFact[],
  changes: { readonly signed?: string; readonly fails?: boolean } = {},
) => {
  const handler = makeHandler({
    secretsOf: (tenantId) => Promise.resolve(tenantId === 'clinic' ? [secret] : undefined),
    ledger: {
      ofType: (tenantId, type, from, until) => {
        if (changes.fails === true) return Promise.reject(new Error('no ledger'));
        const found = facts.filter(
          (it) => it.tenantId === tenantId && it.type === type && it.time >= from && it.time <= until,
        );
        return Promise.resolve(found);
      },
    },
    policy: policy.load,
    log: recordedLog(),
    now: () => '2027-03-08T00:30:00.000Z',
  });
  const options = { url: 'https://vigil.example', tenantId: 'clinic', secret };
  const target = `/v1/on-call/load${query === '' ? '' : `?${query}`}`;
  const { headers } = signedQuestion(options, changes.signed ?? target, { id: 'q-1', sentAt: new Date() });
  const answer = await handler(
    {
      rawPath: '/v1/on-call/load',
      rawQueryString: query,
      headers,
      queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
    } as unknown as APIGatewayProxyEventV2,
    {} as Context,
  );
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? '') as Record<string, unknown> };
};

describe('the load report', () => {
  test('counts the week before, of this tenant, and no page that failed', async () => {
    const facts = [
      paged('2027-03-01T00:29:59.000Z', 'ada'), // a second too old
      paged('2027-03-01T00:30:00.000Z', 'ada'),
      paged('2027-03-02T12:00:00.000Z', 'ada'),
      paged('2027-03-02T12:00:00.000Z', 'bea', 'failed'),
      paged('2027-03-03T12:00:00.000Z', 'cem', 'bundled'),
      paged('2027-03-03T12:00:00.000Z', 'zed', 'accepted', 'other'),
      fact('incident.acknowledged.v1', '2027-03-02T12:01:30.000Z', { staffId: 'ada' }),
      paged('2027-03-08T00:30:00.000Z', 'ada'), // not over yet
    ];
    const { status, body } = await ask('', facts);
    expect(status).toBe(200);
    expect(loadReport.parse(body)).toEqual(body);
    expect(body).toEqual({
      from: '2027-03-01T00:30:00.000Z',
      until: '2027-03-08T00:30:00.000Z',
      timeZone: 'UTC',
      people: [
        {
          staffId: 'ada',
          pages: 2,
          nights: 1,
          consecutiveDays: 2,
          taken: 1,
          medianSecondsToAnswer: 90,
          warnings: [],
        },
        { staffId: 'cem', pages: 1, nights: 0, consecutiveDays: 1, taken: 0, warnings: [] },
      ],
      triggers: [],
    });
  });

  test('says by trigger what the pages were for, and whether somebody had to act', async () => {
    const of = (incidentId: string) => ({ incidentId });
    const page = (incidentId: string, outcome = 'accepted') =>
      fact('incident.paged.v1', '2027-03-02T12:00:01.000Z', { ...of(incidentId), staffId: 'ada', outcome });
    const open = (incidentId: string, trigger: string, time = '2027-03-02T12:00:00.000Z') =>
      fact('incident.opened.v1', time, { ...of(incidentId), trigger });
    const closed = (incidentId: string, outcome: string, time = '2027-03-02T13:00:00.000Z') =>
      fact('incident.closed.v1', time, { ...of(incidentId), outcome });
    const { body } = await ask('until=2027-03-04T00:00:00Z', [
      open('inc-1', 'phq9-item9'),
      page('inc-1'),
      page('inc-1'),
      closed('inc-1', 'false-alarm'),
      open('inc-2', 'phq9-item9'),
      page('inc-2'),
      page('inc-2', 'failed'),
      closed('inc-2', 'hospital', '2027-03-05T00:00:00.000Z'), // after the week
      open('inc-3', 'panic-client'),
      fact('incident.trigger-joined.v1', '2027-03-02T12:05:00.000Z', {
        ...of('inc-3'),
        trigger: 'phq9-item9',
      }),
      open('inc-4', 'panic-client', '2027-03-04T00:00:00.000Z'), // not over yet
    ]);
    const none = { joined: 0, pages: 0, neededAction: 0, falseAlarms: 0, notClosed: 0 };
    expect(body['triggers']).toEqual([
      { ...none, trigger: 'panic-client', incidents: 1, notClosed: 1 },
      {
        trigger: 'phq9-item9',
        incidents: 2,
        joined: 1,
        pages: 3,
        neededAction: 1,
        falseAlarms: 1,
        notClosed: 0,
      },
    ]);
  });

  test('takes the clock that it is asked for, and warns by policy', async () => {
    const nights = [1, 2, 3, 4].map((day) => paged(`2027-03-0${day}T05:00:00.000Z`, 'ada'));
    const query = 'until=2027-03-06T00:00:00Z&timeZone=America/Chicago';
    const { body } = await ask(query, nights);
    expect(body).toMatchObject({
      timeZone: 'America/Chicago',
      people: [{ nights: 4, warnings: ['many-nights'] }],
    });
    const noon = await ask('until=2027-03-06T00:00:00Z&timeZone=Asia/Tokyo', nights);
    expect(noon.body).toMatchObject({ people: [{ nights: 0, warnings: [] }] });
  });

  test.each([
    ['until=yesterday', {}, 400, 'until-malformed'],
    ['until=2027-13-45T99:00:00Z', {}, 400, 'until-malformed'],
    ['timeZone=Mars/Olympus', {}, 400, 'time-zone-unknown'],
    ['timeZone=UTC', { signed: '/v1/on-call/load' }, 401, 'signature-invalid'],
    ['', { fails: true }, 503, 'store-unavailable'],
  ])('answers %s %o with %s', async (query, changes, status, reason) => {
    const answer = await ask(query, [], changes);
    expect(answer.status).toBe(status);
    expect(answer.body['reason']).toBe(reason);
  });
});
