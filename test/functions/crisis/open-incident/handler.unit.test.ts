import { describe, expect, test } from 'vitest';
import { makeHandler } from '../../../../functions/crisis/open-incident/handler.ts';
import { clientId, night, tenantId } from '../night.ts';
import { deliver } from '../../sqs-event.ts';

describe('a risk flag', () => {
  test('opens an incident and queues its first step without delay', async () => {
    const { flag, incident, queued, facts } = await night();
    expect(await flag()).toEqual([]);
    const { incidentId } = incident();
    expect(incidentId).toMatch(/^inc-[0-9a-f]{32}$/);
    expect(queued).toEqual([
      { message: { tenantId, clientId, step: { incidentId, number: 0 } }, delaySeconds: 0 },
    ]);
    expect(facts()).toEqual(['incident.opened.v1']);
  });

  test('twice, one after the other or at once, opens one incident', async () => {
    const { flag, facts, queued } = await night();
    expect(await Promise.all([flag(), flag(), flag()])).toEqual([[], [], []]);
    await flag();
    expect(facts()).toEqual(['incident.opened.v1']);
    expect(new Set(queued.map(({ message }) => message.step?.incidentId)).size).toBe(1);
  });

  test('that was cut off between the write and the queue is queued by the next delivery', async () => {
    const { flag, dependencies, queued, incident } = await night();
    const body = {
      specversion: '1.0',
      id: 'evt-1',
      source: 'urn:example:platform',
      type: 'risk.flagged.v1',
      time: '2027-03-01T22:00:00Z',
      tenantid: tenantId,
      data: { clientId, trigger: 'panic-client' },
    };
    const escalation = { send: () => Promise.reject(new Error('the queue is away')) };
    expect(await deliver(makeHandler({ ...dependencies, escalation }), body)).toEqual(['message-0']);
    expect(incident().status).toBe('open');
    await flag('evt-1');
    expect(queued).toHaveLength(1);
  });

  test('of a client whose incident somebody has taken joins it and pages nobody', async () => {
    const { flag, escalate, lastMessage, reply, incident, queued, texts } = await night();
    await flag();
    await escalate(lastMessage());
    await reply('ada', 'Y');
    const [waiting, sent] = [queued.length, texts.length];
    await flag('evt-2');
    expect(incident()).toMatchObject({ status: 'acknowledged', triggers: [{}, {}] });
    expect([queued.length, texts.length]).toEqual([waiting + 1, sent]);
  });

  test('of two clients opens two incidents, and one batch that holds a broken message loses none of the others', async () => {
    const { dependencies, incident, aside } = await night();
    const flagOf = (client: string) => ({
      specversion: '1.0',
      id: `evt-${client}`,
      source: 'urn:example:platform',
      type: 'risk.flagged.v1',
      time: '2027-03-01T22:00:00Z',
      tenantid: tenantId,
      data: { clientId: client, trigger: 'panic-client' },
    });
    const batch = [flagOf('client-1'), { not: 'an event' }, flagOf('client-2')];
    expect(await deliver(makeHandler(dependencies), ...batch)).toEqual([]);
    expect(aside).toHaveLength(1);
    expect(incident('client-1').status).toBe('open');
    expect(incident('client-2').status).toBe('open');
  });
});
