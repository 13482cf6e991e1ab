import { expect, test } from 'vitest';
import type { LedgerFact } from '../../../domain/canonical-json.ts';
import { buildReport } from '../../../domain/retention/report.ts';

const day = (number: number) => `2027-03-0${number}T10:00:00.000Z`;
const fact = (type: string, number: number, clientId: string): LedgerFact => ({
  id: `fact-${type}-${number}-${clientId}`,
  type,
  time: day(number),
  tenantId: 'clinic',
  data: { clientId, matterId: 'm-1', kind: 'audit', placedBy: 'officer-3', reviewAt: day(9) },
});

test('lists each client and matter that holds now: lifted for one client, it still holds the other', () => {
  const report = buildReport({
    tenantId: 'clinic',
    from: day(1),
    until: day(8),
    now: day(8),
    totals: undefined,
    due: [],
    overdue: [],
    unresolved: [],
    erasures: [],
    purges: [],
    finals: [],
    unattributed: [],
    openings: [],
    refusedOpenings: [],
    holdsInForce: [
      fact('hold.in-force.v1', 1, 'client-1'),
      fact('hold.in-force.v1', 1, 'client-2'),
      fact('hold.in-force.v1', 1, 'client-3'),
      fact('hold.in-force.v1', 4, 'client-3'),
    ],
    holdsLifted: [fact('hold.lifted.v1', 2, 'client-1'), fact('hold.lifted.v1', 3, 'client-3')],
  });
  expect(report.holds.map(({ clientId }) => clientId).sort()).toEqual(['client-2', 'client-3']);
});
