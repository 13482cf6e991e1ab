import { expect } from 'vitest';
import { schedules } from '../stage/open-stage.ts';
import { attack } from './attack.ts';
import { playErasure } from './vault-flow.ts';

const attacked = [
  'erase-client',
  'issue-purge-certificate',
  'recalculate-retention',
  'reconcile-purges',
  'sweep-retention',
];

attack({
  pausedSchedules: [...schedules.alarms, ...schedules.clearance, ...schedules.crisis, ...schedules.presence],
  play: playErasure,
  functions: (name) => attacked.includes(name),
  // An erasure saves each of its steps: it may die at any of them.
  depth: ({ function: name, operation }) => (name === 'erase-client' && operation !== 'Query' ? 4 : 1),
  carriers: ['sqs', 'dynamodb-streams'],
  worth(baseline, calls) {
    const told = baseline.facts.filter((fact) => /"type":"(erasure|record\.purge|retention)/.test(fact));
    const counts: Record<string, number> = {};
    for (const fact of told) {
      const type = /"type":"([a-z.-]+)\.v1"/.exec(fact)?.[1] ?? '';
      counts[type] = (counts[type] ?? 0) + 1;
    }
    expect(counts).toEqual({
      'retention.recalculated': 1,
      'erasure.scheduled': 1,
      'erasure.completed': 1,
      'erasure.certified': 1,
      'record.purged': 3,
      'record.purge-final': 3,
    });
    expect(baseline.records.filter((record) => record.includes('"status":"until"'))).toHaveLength(3);
    expect(baseline.records).toHaveLength(3);
    expect(baseline.texts).toEqual(['gone: 404 record-not-found']);
    expect([...new Set(calls.map((call) => call.function))].sort()).toEqual(attacked);
  },
});
