import { expect, test } from 'vitest';
import { clientKey, clinicianKey, sessionKey } from '../../../../functions/clearance/keys.ts';
import type { Reconsideration } from '../../../../functions/clearance/recheck.ts';
import { makeHandler } from '../../../../functions/clearance/update-clearance/handler.ts';
import type { AggregatesAtOnce } from '../../../../functions/platform/state/aggregates.ts';
import { memoryAggregates } from '../../../memory/memory-aggregates.ts';
import { memoryRecords } from '../../../memory/memory-records.ts';
import { memoryVault } from '../../../memory/memory-vault.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';
import { now, partiesOf, policy, sessionOf } from '../../../domain/clearance/fixtures.ts';
import { deliver } from '../../sqs-event.ts';

const tenantId = 'clinic';
const idOf = (number: number): string => `session-${String(number).padStart(5, '0')}`;

/** A client with so many planned sessions; the last of them by id runs now. */
const open = async (count: number) => {
  const memory = memoryAggregates();
  const seed = { now };
  const ids = Array.from({ length: count }, (_, number) => idOf(number));
  const { client, clinician } = partiesOf();
  const saveAs = async <S>(key: Parameters<typeof memory.save<S>>[0], state: S) =>
    memory.save(key, 0, { state, facts: [] }, seed);
  await saveAs(clientKey(tenantId, 'client-1'), { ...client, openSessions: ids });
  await saveAs(clinicianKey(tenantId, 'clinician-1'), { ...clinician, openSessions: ids });
  for (const [number, sessionId] of ids.entries()) {
    const running = number === count - 1;
    const session = sessionOf(
      running ? {} : { checkIn: 'none', plan: { startsAt: '2027-06-01T10:00:00.000Z' } },
    );
    const started = running ? { startedAt: '2027-03-01T17:58:00.000Z' } : {};
    await saveAs(sessionKey(tenantId, sessionId), { ...session, sessionId, ...started });
  }
  let calls = 0;
  const decided: string[] = [];
  const counting: AggregatesAtOnce = {
    load: (key) => ((calls += 1), memory.load(key)),
    loadAll: (keys) => ((calls += 1), memory.loadAll(keys)),
    save: (key, ...rest) => {
      calls += 1;
      if (key.kind === 'session') decided.push(key.ids[1] ?? '');
      return memory.save(key, ...rest);
    },
  };
  const queued: Reconsideration[] = [];
  const handler = makeHandler({
    aggregates: counting,
    records: memoryRecords(),
    vault: memoryVault,
    policyOf: () => policy,
    rechecks: {
      send: () => Promise.resolve(),
      reconsider: (message) => ((calls += 1), Promise.resolve(void queued.push(message))),
    },
    log: recordedLog(),
    retrySoon: () => Promise.resolve(),
    setAside: () => Promise.resolve(),
    now: () => now,
  });
  return { handler, decided, queued, callsSoFar: () => calls, facts: memory.facts };
};

const withdrawal = {
  specversion: '1.0',
  id: 'evt-1',
  source: 'urn:example:platform',
  type: 'consent.withdrawn.v1',
  time: now,
  tenantid: tenantId,
  data: { clientId: 'client-1', consentId: 'treatment' },
};

test('of 60 open sessions the running one is decided first, and the others in messages of 25', async () => {
  const { handler, decided, queued } = await open(60);
  expect(await deliver(handler, withdrawal)).toEqual([]);
  expect(decided[0]).toBe(idOf(59));
  expect(decided).toHaveLength(25);
  expect(queued.map(({ sessionIds }) => sessionIds.length)).toEqual([25, 10]);
  for (const reconsider of queued) expect(await deliver(handler, { reconsider })).toEqual([]);
  expect(new Set(decided).size).toBe(60);
});

test('a few open sessions are decided at once, without a message', async () => {
  const { handler, decided, queued } = await open(3);
  await deliver(handler, withdrawal);
  expect([decided.length, queued.length]).toEqual([3, 0]);
});

test('a message that is delivered twice decides nothing twice', async () => {
  const { handler, decided, queued } = await open(60);
  await deliver(handler, withdrawal);
  for (const reconsider of [...queued, ...queued]) await deliver(handler, { reconsider });
  expect(decided).toHaveLength(60);
});

test('four times as many sessions cost four times as many calls, and less than two a session', async () => {
  const callsOf = async (count: number): Promise<number> => {
    const { handler, queued, callsSoFar } = await open(count);
    await deliver(handler, withdrawal);
    for (const reconsider of queued) await deliver(handler, { reconsider });
    return callsSoFar();
  };
  const [few, many] = [await callsOf(500), await callsOf(2000)];
  expect(many / few).toBeLessThan(4.2);
  expect(many).toBeLessThan(2000 * 2);
});
