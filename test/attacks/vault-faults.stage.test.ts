import { expect } from 'vitest';
import { attack } from './attack.ts';
import { playCustody } from './vault-flow.ts';

const attacked = [
  'apply-retention',
  'export-access',
  'open-record',
  'reseal-records',
  'update-retention-profile',
];

attack({
  play: playCustody,
  functions: (name) => attacked.includes(name),
  depth: () => 1,
  carriers: ['sqs', 'dynamodb-streams'],
  worth(baseline, calls) {
    const told = baseline.facts.join();
    for (const type of [
      'hold.in-force',
      'erasure.refused',
      'hold.lifted',
      'record.resealed',
      'record.opened',
    ])
      expect(told, type).toContain(`"type":"${type}.v1"`);
    for (const type of ['record.opening-refused', 'access.exported'])
      expect(told, type).toContain(`"type":"${type}.v1"`);
    expect(baseline.records.filter((record) => record.includes('"status":"held"'))).toHaveLength(3);
    expect(baseline.records.filter((record) => record.includes('"status":"open"'))).toHaveLength(3);
    expect(baseline.texts).toContain('opened: 200 {"content":"Example document."}');
    expect(baseline.texts).toContain('refused: 403 not-permitted');
    expect([...new Set(calls.map((call) => call.function))].sort()).toEqual(attacked);
  },
});
