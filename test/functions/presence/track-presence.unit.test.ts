import { expect, test } from 'vitest';
import { presenceKey } from '../../../functions/presence/keys.ts';
import { readPresencePolicy } from '../../../functions/presence/policy.ts';
import { makeHandler } from '../../../functions/presence/track-presence/handler.ts';
import { memoryAggregates } from '../../memory/memory-aggregates.ts';
import { recordedLog } from '../../memory/recorded-log.ts';
import { deliver } from '../sqs-event.ts';

const now = '2027-03-01T10:05:00.000Z';
const stated = (type: string, source: string, data: object = {}) => ({
  specversion: '1.0',
  id: `${type}-${source}`,
  source,
  type,
  time: now,
  tenantid: 'clinic',
  data: { sessionId: 'session-1', clientId: 'client-1', ...data },
});
const platform = 'urn:example:platform';

test("Vigil's own facts are no evidence: only what others state ends a session", async () => {
  const aggregates = memoryAggregates();
  const handler = makeHandler({
    aggregates,
    policy: readPresencePolicy(),
    log: recordedLog(),
    retrySoon: () => Promise.resolve(),
    setAside: () => Promise.reject(new Error('nothing here is hopeless')),
    now: () => now,
  });
  const phase = () => aggregates.peek(presenceKey('clinic', 'session-1'))?.state.published.phase;
  const plan = { clinicianId: 'clinician-1', startsAt: '2027-03-01T10:00:00Z' };
  const begun = [
    stated('session.scheduled.v1', platform, plan),
    stated('session.started.v1', platform),
    stated('session.ended.v1', 'urn:vigil'),
  ];
  expect(await deliver(handler, ...begun)).toEqual([]);
  expect(phase()).toBe('running');
  await deliver(handler, stated('session.ended.v1', platform));
  expect(phase()).toBe('ended');
  // What was stated is a fact already.
  expect(aggregates.facts).toEqual([]);
});
