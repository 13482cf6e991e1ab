import { describe, expect, test, vi } from 'vitest';
import { makeHandler } from '../../../../functions/crisis/open-incident/handler.ts';
import { contactMethodKey, incidentKey } from '../../../../functions/crisis/keys.ts';
import { clientId, codeIn, night, tenantId } from '../night.ts';
import { deliver } from '../../sqs-event.ts';

describe('a risk flag from a function that does not page itself', () => {
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

const flagOf = (client = clientId, id = 'evt-1') => ({
  specversion: '1.0',
  id,
  source: 'urn:example:platform',
  type: 'risk.flagged.v1',
  time: '2027-03-01T22:00:00Z',
  tenantid: tenantId,
  data: { clientId: client, trigger: 'panic-client' },
});

describe('open-incident', () => {
  test('pages the first tier at once, and queues the next step for when its time is up', async () => {
    const { dependencies, incident, queued, facts, textsTo } = await night();
    expect(await deliver(makeHandler(dependencies), flagOf())).toEqual([]);
    expect([textsTo('ada').length, textsTo('bea').length, textsTo('cora').length]).toEqual([1, 1, 0]);
    const { incidentId } = incident();
    expect(queued).toEqual([
      { message: { tenantId, clientId, step: { incidentId, number: 1 } }, delaySeconds: 300 },
    ]);
    expect(facts()).toEqual(['incident.opened.v1', 'incident.paged.v1', 'incident.paged.v1']);
  });

  test('writes that it is open and that it is about to page in one write, before any text', async () => {
    const { dependencies, incident, aggregates } = await night();
    const sms = { ...dependencies.sms, send: () => new Promise<never>(() => undefined) };
    void deliver(makeHandler({ ...dependencies, sms }), flagOf());
    await vi.waitFor(() => expect(incident()).toMatchObject({ paging: { staffIds: ['ada', 'bea'] } }));
    const saved = aggregates.peek(incidentKey(tenantId, clientId));
    expect(saved?.version).toBe(1);
    expect(incident()).toHaveProperty('nextStepAt', saved?.deadline);
  });

  test('that was cut off while it paged leaves the rest to the escalation, which pages again', async () => {
    const { dependencies, queued, incident, texts, escalate, lastMessage, turn } = await night();
    const sms = { ...dependencies.sms, send: () => new Promise<never>(() => undefined) };
    void deliver(makeHandler({ ...dependencies, sms }), flagOf());
    await vi.waitFor(() => expect(incident()).toMatchObject({ paging: { staffIds: ['ada', 'bea'] } }));
    expect(await deliver(makeHandler(dependencies), flagOf())).toEqual([]);
    expect(queued).toHaveLength(1);
    expect(texts).toEqual([]);
    turn(60);
    await escalate(lastMessage());
    expect(texts).toHaveLength(2);
  });

  test('twice at once opens one incident and pages once', async () => {
    const { dependencies, texts, facts } = await night();
    const handler = makeHandler(dependencies);
    const both = await Promise.all([deliver(handler, flagOf()), deliver(handler, flagOf())]);
    expect(both).toEqual([[], []]);
    expect(facts().filter((type) => type === 'incident.opened.v1')).toHaveLength(1);
    expect(texts).toHaveLength(2);
  });

  test('leaves an incident without a roster to the escalation', async () => {
    const { dependencies, queued, incident, texts } = await night();
    const unknown = { ...flagOf(), tenantid: 'another-clinic' };
    expect(await deliver(makeHandler(dependencies), unknown)).toEqual([]);
    expect(queued).toMatchObject([{ message: { tenantId: 'another-clinic' }, delaySeconds: 0 }]);
    expect(texts).toEqual([]);
    expect(() => incident()).toThrow();
  });

  test('pages a phone that changed meanwhile under a code of its own', async () => {
    const { dependencies, aggregates, texts, textsTo } = await night([
      { staffIds: ['ada'], answerWithinSeconds: 300 },
    ]);
    const handler = makeHandler(dependencies);
    await deliver(handler, flagOf('client-1', 'evt-1'));
    // The phone that is read with the incident is old by the time at which its code is saved.
    const loadAll: typeof aggregates.loadAll = async (keys) => {
      const loaded = await aggregates.loadAll(keys);
      const key = contactMethodKey('line-ada');
      const known = aggregates.peek(key);
      if (known !== undefined)
        await aggregates.save(
          key,
          known.version,
          { state: known.state, facts: [] },
          { now: dependencies.now() },
        );
      return loaded;
    };
    await deliver(
      makeHandler({ ...dependencies, aggregates: { ...aggregates, loadAll } }),
      flagOf('client-2', 'evt-2'),
    );
    expect(texts).toHaveLength(2);
    expect(new Set(textsTo('ada').map(codeIn)).size).toBe(2);
  });
});
