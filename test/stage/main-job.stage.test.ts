import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { codeIn, furnish, people, phones } from '../../demo/clinic.ts';
import { operatorOf } from '../../demo/operator.ts';
import { clientDischarged } from '../../events/client.ts';
import { consentWithdrawn } from '../../events/consent.ts';
import type { Contract, Stated } from '../../events/define.ts';
import { recordSubmitted } from '../../events/record.ts';
import { riskFlagged } from '../../events/risk.ts';
import { sessionCheckedIn, sessionEnded, sessionScheduled, sessionStarted } from '../../events/session.ts';
import type * as z from 'zod';
import { schedules, useClinic } from './open-stage.ts';

const clinic = useClinic({ pausedSchedules: schedules.presence });
const operator = () => new EventBridgeClient(operatorOf(clinic().stage.url));
const heard = async (number: string) => clinic().textsOn(number);
const stateOf = async (pk: string) =>
  (await clinic().stage.rows('State')).find((row) => row['pk'] === pk)?.['state'] as
    Record<string, unknown> | undefined;

describe('events that come out of order', () => {
  const sessionEvents = (sessionId: string, clientId: string, now: Date) => {
    const about = { sessionId, clientId };
    type Step = () => Promise<unknown>;
    const times = [60, 2, 0].map((minutesAgo) => new Date(now.getTime() - minutesAgo * 60_000));
    const send =
      <T extends string, S extends z.ZodObject, P extends z.ZodObject>(
        contract: Contract<T, S, P>,
        data: Stated<S, P>,
        time: Date | undefined,
      ): Step =>
      () =>
        clinic().client.sendEvent(contract, data, {
          id: `${contract.type}-${sessionId}`,
          time: time ?? new Date(0),
        });
    return [
      send(
        sessionScheduled,
        { ...about, clinicianId: people.clinicianId, startsAt: now.toISOString() },
        times[0],
      ),
      send(
        sessionCheckedIn,
        {
          ...about,
          jurisdiction: 'US-CA',
          privatePlace: true,
          address: '1 Example Street',
          localEmergencyNumber: '911',
        },
        times[1],
      ),
      send(sessionStarted, about, times[2]),
    ];
  };

  it.each([
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [2, 0, 1],
  ])('end in the same state: %i %i %i', async (...order) => {
    const { stage } = clinic();
    await stage.advance('PT1H');
    if ((await stateOf('roster#demo-clinic')) === undefined) await furnish(clinic());
    const sessionId = `session-${order.join('')}`;
    const events = sessionEvents(sessionId, people.clientId, await stage.now());
    for (const index of order) {
      await events[index]?.();
      await stage.idle();
    }
    const { eventId: _, ...session } = (await stateOf(`session#demo-clinic#${sessionId}`)) ?? {};
    const same = JSON.parse(
      JSON.stringify(session)
        .replaceAll(sessionId, 'SESSION')
        .replaceAll(/rec-[0-9a-f]{32}/g, 'REC'),
    ) as object;
    expect(same).toMatchObject({
      sessionId: 'SESSION',
      clearance: { decision: 'cleared-with-warnings' },
    });
  });
});

describe('a consent withdrawn in mid-session', () => {
  it('blocks the session at once', async () => {
    const { state, stage } = clinic();
    await state(consentWithdrawn, { consentId: 'consent-9001', clientId: people.clientId });
    const blocked = await stage.events('session.blocked.v1');
    expect(blocked.length).toBeGreaterThan(0);
    expect(JSON.stringify(blocked.at(-1)?.detail.data)).toContain('consent-withdrawn');
  });
});

describe('a crisis', () => {
  it('does not wait for consent: the page goes out although the session is blocked', async () => {
    await clinic().state(riskFlagged, { clientId: people.clientId, trigger: 'panic-client' });
    expect((await heard(phones.ada)).at(-1)).toContain('urgent');
  });

  it('goes on with the next person when the responder falls silent', async () => {
    const { stage } = clinic();
    const before = (await heard(phones.ada)).length;
    await stage.reply(phones.ada, 'y');
    await stage.advance('PT15M');
    expect((await heard(phones.ada)).at(-1)).toContain('are you on it?');
    await stage.advance('PT5M');
    expect((await heard(phones.bea)).at(-1)).toContain('STILL OPEN');
    expect(await stage.events('incident.reopened.v1')).toHaveLength(1);
    expect((await heard(phones.ada)).length).toBe(before + 2);
  });

  it('repeats for everybody for as long as nobody takes it', async () => {
    const { stage } = clinic();
    await stage.advance('PT30M');
    const [ada, bea] = [await heard(phones.ada), await heard(phones.bea)];
    expect(ada.length).toBeGreaterThan(10);
    expect(bea.length).toBeGreaterThan(8);
    const logs = (await stage.logs()).map(({ line }) => line).join('\n');
    expect(logs).toContain('EscalationExhausted');
  });

  it('goes on by the watchdog alone when every step message is lost', async () => {
    const { stage } = clinic();
    await stage.addFault({
      service: 'sqs',
      operation: 'SendMessage',
      function: 'escalate',
      nth: '*',
      error: 'AccessDenied',
    });
    const before = (await heard(phones.bea)).length;
    await stage.advance('PT10M');
    await stage.clearFaults();
    expect((await heard(phones.bea)).length).toBeGreaterThan(before + 2);
  });

  it('tells anyone who answers too late that somebody has it', async () => {
    const { stage } = clinic();
    await stage.reply(phones.bea, 'y');
    await stage.idle();
    await stage.reply(phones.ada, 'y');
    await stage.idle();
    expect((await heard(phones.bea)).at(-1)).toContain('it is yours');
    expect((await heard(phones.ada)).at(-1)).toContain('somebody has it already');
  });

  it('has no answer for strangers, and help for staff who are not understood', async () => {
    const { stage } = clinic();
    await stage.reply('+12025550177', 'y');
    await stage.reply(phones.ada, 'what is this');
    await stage.idle();
    expect(await heard('+12025550177')).toEqual([]);
    expect((await heard(phones.ada)).at(-1)).toContain('not understood');
  });
});

describe('records', () => {
  it('that a producer puts on the bus in the clear are sealed like all others', async () => {
    const { stage } = clinic();
    const data = {
      recordId: 'note-bus',
      clientId: people.clientId,
      authorId: people.clinicianId,
      recordClass: 'progress-note',
      content: 'Example from the bus.',
    };
    const event = {
      specversion: '1.0',
      id: 'evt-bus',
      source: 'urn:example:ehr',
      type: recordSubmitted.type,
      time: '2027-03-01T10:00:00Z',
      tenantid: 'demo-clinic',
      data,
    };
    await operator().send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: (await stage.outputs())['BusName'],
            Source: 'urn:example:ehr',
            DetailType: event.type,
            Detail: JSON.stringify(event),
          },
        ],
      }),
    );
    await stage.idle();
    const row = (await stage.rows('Records')).find(({ recordId }) => recordId === 'note-bus');
    expect(row).toMatchObject({ retention: { status: 'open' } });
    expect(JSON.stringify(row)).not.toContain('Example from the bus');
  });

  it('that time to live misses are swept, and that is certified, too', async () => {
    const { state, stage } = clinic();
    const code = codeIn((await clinic().textsOn(phones.bea)).at(-1));
    // What remains to do is done: else its reminders go on for seven years.
    for (const words of ['w', 'c1', 'f', 'r']) await clinic().answer(phones.bea, `${code} ${words}`);
    await state(sessionEnded, { sessionId: 'session-012', clientId: people.clientId });
    await state(clientDischarged, { clientId: people.clientId });
    await stage.addFault({
      service: 'dynamodb',
      operation: 'TimeToLive',
      nth: '*',
      error: 'InternalServerError',
    });
    await stage.advance('P7Y14D');
    // In a long turn of the clock a schedule is thinned; day by day the sweep runs daily.
    await stage.advance('P2D');
    await stage.clearFaults();
    const purged = (await stage.events('record.purged.v1')).filter(
      ({ detail }) => detail.data['recordId'] === 'note-bus',
    );
    expect(purged.map(({ detail }) => detail.data['by'])).toEqual(['sweep']);
  });

  it('that somebody removes by hand raise an alarm instead of a certificate', async () => {
    const { state, stage } = clinic();
    const { DeleteItemCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    await state(recordSubmitted, {
      recordId: 'note-gone',
      clientId: 'client-other',
      authorId: people.clinicianId,
      recordClass: 'progress-note',
      content: 'Example.',
    });
    const dynamo = new DynamoDBClient(operatorOf(stage.url));
    await dynamo.send(
      new DeleteItemCommand({
        TableName: (await stage.outputs())['RecordsTableName'],
        Key: { pk: { S: 'demo-clinic#client:client-other' }, sk: { S: 'note-gone' } },
      }),
    );
    await stage.idle();
    const removals = (await stage.events('record.removal-unattributed.v1')).map(
      ({ detail }) => detail.data['recordId'],
    );
    expect(removals).toEqual(['note-gone']);
  });
});

describe('a poison message', () => {
  it('ends in the dead-letter queue, where it is counted', async () => {
    const { stage } = clinic();
    const detail = {
      specversion: '1.0',
      id: 'evt-poison',
      source: 'urn:example:ehr',
      type: 'risk.flagged.v1',
      time: 'yesterday',
      tenantid: 'demo-clinic',
      data: {},
    };
    await operator().send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: (await stage.outputs())['BusName'],
            Source: 'urn:example:ehr',
            DetailType: 'risk.flagged.v1',
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    await stage.advance('PT10M');
    const dead = (await stage.queues()).find(
      ({ deadLettersOf }) => deadLettersOf?.includes('open-incident/queue') === true,
    );
    expect(dead).toMatchObject({ visible: 1 });
  });
});
