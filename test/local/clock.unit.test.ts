import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '../../local/clock.ts';
import { stageClient } from '../../local/stage-client.ts';
import { createStore } from '../../local/store.ts';
import { runStage, type RunningStage } from './fixtures/running-stage.ts';

const minute = 60_000;
const start = Date.parse('2030-01-31T10:00:00Z');

/** A clock with a timer that sets itself again for the next full minute, however long a machine takes. */
function clockOfMinutes() {
  const clock = createClock(createStore(), new Date(start));
  const fired: number[] = [];
  const tick = () => {
    const minutes = Math.floor((clock.now() - start) / minute);
    fired.push(minutes);
    clock.at(start + (minutes + 1) * minute, tick);
  };
  clock.at(start + minute, tick);
  return { clock, fired };
}

describe('a turn of the clock', () => {
  it('stops at each due time, and shows from where to where and how many stops', async () => {
    const { clock, fired } = clockOfMinutes();
    const seen: number[] = [];
    const rest = () => {
      const turn = clock.turning();
      if (turn) seen.push(turn.stops);
      return Promise.resolve();
    };
    expect(await clock.advance(5 * minute, { rest })).toBe('completed');
    clock.stop();
    expect(fired).toEqual([1, 2, 3, 4, 5]);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(clock.turning()).toBeUndefined();
  });

  it('stops at most once an hour when it is thin, and still ends where it should', async () => {
    const { clock, fired } = clockOfMinutes();
    expect(await clock.advance(150 * minute, { rest: () => Promise.resolve(), thin: true })).toBe(
      'completed',
    );
    clock.stop();
    expect(fired).toEqual([1, 61, 121, 150]);
    expect(Math.floor((clock.now() - start) / minute)).toBe(150);
  });

  it('ends where it is when it is cancelled', async () => {
    const { clock, fired } = clockOfMinutes();
    const rest = () => {
      if (fired.length === 3) clock.cancel();
      return Promise.resolve();
    };
    expect(await clock.advance(60 * minute, { rest })).toBe('cancelled');
    clock.stop();
    expect(fired).toEqual([1, 2, 3]);
    expect(Math.floor((clock.now() - start) / minute)).toBe(3);
    expect(clock.cancel()).toBe(false);
  });
});

describe('turning the clock of a stage', () => {
  let stage: RunningStage;
  beforeEach(async () => {
    stage = await runStage();
  });
  afterEach(() => stage.close());

  const incident = (type: string) =>
    new EventBridgeClient({
      endpoint: stage.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'LOCALROOT', secretAccessKey: 'local' },
    }).send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: 'facts',
            Source: 'vigil',
            DetailType: type,
            Detail: JSON.stringify({ data: { incidentId: 'incident-1' } }),
          },
        ],
      }),
    );

  it('shows progress while it runs, and can be cancelled', async () => {
    const client = stageClient(stage.url);
    await stage.control('POST', '/clock/advance', { duration: 'P20D', wait: false });
    await expect.poll(async () => (await client.clock()).turning?.stops, { interval: 10 }).toBeGreaterThan(2);
    const { turning } = await client.clock();
    expect(turning).toMatchObject({ thin: false, percent: expect.any(Number) as number });
    await client.cancelTurn();
    await client.idle();
    await expect.poll(async () => (await client.clock()).turning, { interval: 10 }).toBeUndefined();
    expect((await client.now()).getTime()).toBeLessThan(Date.parse(turning?.until ?? ''));
    await expect(client.cancelTurn()).rejects.toThrow('409');
  });

  it('tells its caller that it was cancelled', async () => {
    const client = stageClient(stage.url);
    const turned = client.advance('P20D');
    await expect.poll(async () => (await client.clock()).turning, { interval: 10 }).toBeDefined();
    await client.cancelTurn();
    expect(await turned).toMatchObject({ outcome: 'cancelled' });
  });

  it('asks before more than 24 hours while an incident is open', async () => {
    const client = stageClient(stage.url);
    await incident('incident.opened.v1');
    await incident('incident.opened.v1');
    expect((await client.clock()).openIncidents).toBe(1);
    await expect(client.advance('P1DT1M')).rejects.toThrow(
      /409 .*1 incident is open.*thin=true.*"choices": \[/s,
    );
    expect(await client.advance('P1D')).toMatchObject({ outcome: 'completed' });
    expect(await client.advance('P1DT1M', { thin: false })).not.toHaveProperty('thinned');

    const before = (await stage.said('tick')).length;
    expect(await client.advance('P2D', { thin: true })).toMatchObject({
      outcome: 'completed',
      thinned: expect.stringContaining('at most once an hour') as string,
    });
    const started = (await stage.said('tick')).length - before;
    expect(started).toBeGreaterThan(40);
    expect(started).toBeLessThanOrEqual(49);

    await incident('incident.closed.v1');
    // The same fact once more, late: the bus may deliver it twice.
    await incident('incident.opened.v1');
    expect(await client.advance('P2D')).toMatchObject({ outcome: 'completed', openIncidents: 0 });
  });

  it('goes forward only', async () => {
    await expect(stageClient(stage.url).advance('-P1D')).rejects.toThrow('ISO 8601');
  });
});
