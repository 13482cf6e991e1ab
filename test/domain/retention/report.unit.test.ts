import { expect, test } from 'vitest';
import type { LedgerFact } from '../../../domain/canonical-json.ts';
import type { Retention } from '../../../domain/retention/retain-until.ts';
import { reportAsCsv, reportAsHtml } from '../../../functions/retention/report-retention/render.ts';
import { buildReport, type ReportInputs } from '../../../domain/retention/report.ts';

const day = (number: number) => `2027-03-0${number}T10:00:00.000Z`;
const fact = (type: string, number: number, clientId: string): LedgerFact => ({
  id: `fact-${type}-${number}-${clientId}`,
  type,
  time: day(number),
  tenantId: 'clinic',
  data: { clientId, matterId: 'm-1', kind: 'audit', placedBy: 'officer-3', reviewAt: day(9) },
});

const inputs: ReportInputs = {
  tenantId: 'clinic',
  from: day(1),
  until: day(8),
  now: day(8),
  totals: undefined,
  due: [],
  overdue: [],
  unresolved: [],
  recordsOf: new Map(),
  erasures: [],
  purges: [],
  finals: [],
  unattributed: [],
  openings: [],
  refusedOpenings: [],
  holdsInForce: [],
  holdsLifted: [],
};

test('lists each client and matter that holds now: lifted for one client, it still holds the other', () => {
  const report = buildReport({
    ...inputs,
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

test('a hold says how many records it protects, and warns where there are none', () => {
  const { holds } = buildReport({
    ...inputs,
    holdsInForce: [fact('hold.in-force.v1', 1, 'client-1'), fact('hold.in-force.v1', 1, 'k-nobody')],
    recordsOf: new Map([['client-1', 12]]),
  });
  expect(holds.map(({ clientId, records, warning }) => [clientId, records, warning])).toEqual([
    ['client-1', 12, undefined],
    ['k-nobody', 0, 'protects-nothing'],
  ]);
});

test('an unresolved record names client, class, reason and rules, and what to do', () => {
  const reasons: Record<Extract<Retention, { status: 'unresolved' }>['reason'], true> = {
    'class-unknown': true,
    'jurisdiction-unknown': true,
    'birth-date-unknown': true,
    'birth-date-implausible': true,
    'no-rule': true,
  };
  const unresolved = Object.keys(reasons).map((reason, index) => ({
    recordId: `note-${index}`,
    clientId: 'client-1',
    recordClass: 'progress-note',
    reason,
    rules: ['us-ca.psychologist'],
    since: day(1),
  }));
  const report = buildReport({ ...inputs, unresolved });
  expect(report.unresolved).toMatchObject(unresolved);
  const sentences = report.unresolved.map(({ resolve }) => resolve);
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(reportAsHtml(report)).toContain('us-ca.psychologist');
  expect(reportAsCsv(report)).toContain('client-1; progress-note; birth-date-unknown; us-ca.psychologist');
});

test('an erasure that was refused names the client and every reason; certificates are files', () => {
  const erasure = (type: string, data: object): LedgerFact => ({
    id: type,
    type,
    time: day(2),
    tenantId: 'clinic',
    data: { requestId: 'request-1', clientId: 'client-1', ...data },
  });
  const reasons = [
    { reason: 'retention-duty', rule: 'us-ca.psychologist', until: day(9) },
    { reason: 'hold', matterId: 'm-1' },
  ];
  const report = buildReport({
    ...inputs,
    erasures: [
      erasure('erasure.refused.v1', { reasons }),
      erasure('erasure.certified.v1', { certificate: 'a.b.c' }),
    ],
  });
  expect(report.erasures[0]).toMatchObject({ clientId: 'client-1', what: 'refused', reasons });
  expect(report.certificateFiles).toMatchObject([
    { name: 'erasure-request-1-final.jws', kind: 'erasure', jws: 'a.b.c' },
  ]);
  const html = reportAsHtml(report);
  expect(html).toContain('retention-duty: us-ca.psychologist until 2027-03-09; hold: m-1');
  expect(html).toContain('download="erasure-request-1-final.jws" href="data:application/jose,a.b.c"');
});
