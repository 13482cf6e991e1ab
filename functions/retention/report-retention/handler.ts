import * as z from 'zod';
import { type Instant, plusSeconds, toInstant } from '../../../domain/instant.ts';
import type { ReportedType } from '../../../domain/ledger/reported-types.ts';
import { buildReport, type RetentionReport, type Unresolved } from '../../../domain/retention/report.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { LedgerReader } from '../../platform/ledger/ledger-reader.ts';
import type { Pseudonyms } from '../../platform/ledger/pseudonyms.ts';
import { clientIn, renameClient } from '../../../domain/ledger/pseudonymize.ts';
import type { LedgerFact } from '../../../domain/canonical-json.ts';
import type { ExpiryIndex, RecordKey } from '../../platform/sealing/records.ts';
import {
  type Asked,
  jsonAnswer,
  type RecordsApiDependencies,
  signedRequest,
  textAnswer,
} from '../../platform/http/signed-request.ts';
import type { Answer } from '../../platform/http/answer-shape.ts';
import type { retentionReport } from './answer-shape.ts';
import { tooMuch } from '../../platform/http/records-api-problem.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import { dispositionKey } from '../keys.ts';
import { reportAsCsv, reportAsHtml } from './render.ts';

export interface Dependencies extends RecordsApiDependencies {
  readonly ledger: Pick<LedgerReader, 'lastDigest' | 'ofType'>;
  readonly expiry: Pick<ExpiryIndex, 'between'>;
  readonly pseudonyms: Pick<Pseudonyms, 'clientOf'>;
  readonly unresolved: (tenantId: string) => Promise<readonly RecordKey[]>;
  readonly aggregates: Pick<Aggregates, 'load'>;
  readonly countRecords: (tenantId: string, subject: string) => Promise<number>;
  readonly now: Now;
}

export const reportRequest = z.strictObject({
  from: z.iso.datetime({ offset: true }).describe('The first moment of the period, RFC 3339.'),
  until: z.iso.datetime({ offset: true }).describe('The moment after its last, RFC 3339.'),
  format: z
    .enum(['json', 'csv', 'html'])
    .describe('JSON for programs, CSV for spreadsheets, a page for people.'),
});

/** `POST /v1/retention-reports`: for compliance officers. Every number comes from an index or a digest, none from a scan. */
export const makeHandler = (dependencies: Dependencies) =>
  signedRequest(dependencies, reportRequest, async (asked) => {
    const report = await readReport(dependencies, asked);
    const size = report.certificateFiles.reduce((sum, { jws }) => sum + jws.length, 0);
    // The page holds each certificate in a link; below the 6 MB of a Lambda answer with all the rest.
    if (size > largestCertificates && asked.body.format !== 'csv')
      return { problem: tooMuch('More than 3 MB of certificates: ask for a shorter period.') };
    switch (asked.body.format) {
      case 'json':
        return jsonAnswer(report satisfies Answer<typeof retentionReport>);
      case 'csv':
        return textAnswer('text/csv; charset=utf-8', reportAsCsv(report));
      case 'html':
        return textAnswer('text/html; charset=utf-8', reportAsHtml(report));
    }
  });

const largestCertificates = 3_000_000;

const daySeconds = 24 * 3600;
const beginning: Instant = '1970-01-01T00:00:00.000Z';

/** TTL takes a few days, the sweep after five takes the rest within one more. */
const overdueAfterSeconds = 6 * daySeconds;

const readReport = async (
  { ledger, expiry, pseudonyms, unresolved, aggregates, countRecords, now: clock }: Dependencies,
  { tenantId, body }: Asked<z.infer<typeof reportRequest>>,
): Promise<RetentionReport> => {
  const now = clock();
  const [from, until] = [toInstant(body.from), toInstant(body.until)];
  const inPeriod = (type: ReportedType) => ledger.ofType(tenantId, type, from, until);
  const everSince = (type: ReportedType) => ledger.ofType(tenantId, type, beginning, now);
  const dated = async (start: Instant, end: Instant) =>
    (await expiry.between(start, end)).filter((record) => record.tenantId === tenantId);
  // An erased client stays a pseudonym.
  const withClient = async (fact: LedgerFact): Promise<LedgerFact> => {
    const clientId = await pseudonyms.clientOf(tenantId, clientIn(fact) ?? '');
    return clientId === undefined ? fact : renameClient(fact, clientId);
  };
  const digest = await ledger.lastDigest(tenantId);
  const erasures = await Promise.all(
    (
      [
        'erasure.scheduled.v1',
        'erasure.refused.v1',
        'erasure.cancelled.v1',
        'erasure.completed.v1',
        'erasure.certified.v1',
      ] as const
    ).map(inPeriod),
  );
  const holdsInForce = await Promise.all((await everSince('hold.in-force.v1')).map(withClient));
  const recordsOf = new Map<string, number>();
  for (const clientId of new Set(holdsInForce.map((fact) => clientIn(fact) ?? '')))
    recordsOf.set(clientId, await countRecords(tenantId, `client:${clientId}`));
  return buildReport({
    tenantId,
    from,
    until,
    now,
    totals: digest && { of: digest.claims.totals, at: digest.claims.digestedAt },
    due: await dated(now, plusSeconds(now, 90 * daySeconds)),
    overdue: await dated(beginning, plusSeconds(now, -overdueAfterSeconds)),
    unresolved: await withReasons(aggregates, await unresolved(tenantId)),
    recordsOf,
    holdsInForce,
    holdsLifted: await Promise.all((await everSince('hold.lifted.v1')).map(withClient)),
    erasures: (await Promise.all(erasures.flat().map(withClient))).sort((left, right) =>
      left.time.localeCompare(right.time),
    ),
    purges: await inPeriod('record.purged.v1'),
    finals: await inPeriod('record.purge-final.v1'),
    unattributed: await inPeriod('record.removal-unattributed.v1'),
    openings: await inPeriod('record.opened.v1'),
    refusedOpenings: await inPeriod('record.opening-refused.v1'),
  });
};

/** Reads that run at the same time. */
const readsAtOnce = 25;

/** Why each of them is unresolved; one that was resolved since it was listed is left out. */
const withReasons = async (
  aggregates: Pick<Aggregates, 'load'>,
  keys: readonly RecordKey[],
): Promise<readonly Unresolved[]> => {
  const found: Unresolved[] = [];
  for (let start = 0; start < keys.length; start += readsAtOnce) {
    const read = await Promise.all(
      keys.slice(start, start + readsAtOnce).map((key) => aggregates.load(dispositionKey(key))),
    );
    for (const disposition of read) {
      if (disposition?.state.status !== 'unresolved') continue;
      const { recordId, subject, recordClass, reason, rules = [], since } = disposition.state;
      const clientId = subject.startsWith('client:') ? subject.slice('client:'.length) : null;
      found.push({ recordId, clientId, recordClass, reason, rules, since });
    }
  }
  return found;
};
