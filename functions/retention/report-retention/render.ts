import { stringify } from 'csv-stringify/sync';
import { html } from 'hono/html';
import type { ErasureReason, RetentionReport } from '../../../domain/retention/report.ts';
import { htmlPage, htmlTable, type Markup } from '../../platform/http/html.ts';

/** One line a number: section, name, detail, value. Spreadsheets take `=`, `+`, `-` and `@` for formulas: they are escaped. */
export const reportAsCsv = (report: RetentionReport): string => {
  const { kept, dueInNinetyDays, holds, erasures, certificates, openings, unresolved } = report;
  const rows: (readonly (string | number)[])[] = [
    ['section', 'name', 'detail', 'value'],
    ...kept.byClass.map(({ recordClass, sealedIn, records }) => ['kept', recordClass, sealedIn, records]),
    ...dueInNinetyDays.byWeek.map((records, week) => ['due-in-90-days', 'week', week + 1, records]),
    ...dueInNinetyDays.byClass.map(({ name, records }) => ['due-in-90-days', 'class', name, records]),
    ['overdue', '', '', report.overdue],
    ...unresolved.map((record) => [
      'unresolved',
      record.recordId,
      [record.clientId ?? '', record.recordClass, record.reason, record.rules.join(' ')].join('; '),
      1,
    ]),
    ...holds.map(({ matterId, clientId, reviewAt }) => ['hold', matterId, clientId, reviewAt]),
    ...holds.map(({ matterId, clientId, records }) => ['hold-protects', matterId, clientId, records]),
    ...erasures.map(({ time, requestId, clientId, what, reasons }) => [
      'erasure',
      requestId,
      [clientId, what, ...reasons.map(reasonInWords)].join('; '),
      time,
    ]),
    ...certificates.map(({ name, records }) => ['certificates', name, '', records]),
    ['certificates', 'final', '', report.finalCertificates],
    ...report.certificateFiles.map(({ name, stage, time }) => ['certificate-file', name, stage, time]),
    ['unattributed-removals', '', '', report.unattributedRemovals],
    ...openings.map(({ purpose, personId, records }) => ['openings', purpose, personId, records]),
    ['openings', 'break-glass', '', report.glassBroken],
    ['openings', 'refused', '', report.openingsRefused],
  ];
  return stringify(rows, { escape_formulas: true, record_delimiter: 'windows' });
};

/** A page to print and file. */
export const reportAsHtml = (report: RetentionReport): string => {
  const { kept, dueInNinetyDays, holds, erasures, certificates, openings, unresolved, period } = report;
  const section = (title: string, body: Markup) =>
    html`<h2>${title}</h2>
      ${body} `;
  const overdue =
    report.overdue === 0
      ? html`<p>0 records are overdue.</p>`
      : html`<p class="alarm">
          ${report.overdue} records are overdue: see docs/runbook.md, overdue-records.
        </p>`;
  return htmlPage(
    `Retention of ${report.tenantId}`,
    html`${[
      html`<h1>Retention of ${report.tenantId}</h1> `,
      html`<p>
        ${period.from.slice(0, 10)} to ${period.until.slice(0, 10)}, reported at ${report.reportedAt}.
      </p> `,
      section(
        `Kept, by class and year${kept.asOf === null ? '' : `, as of the digest of ${kept.asOf}`}`,
        htmlTable(
          ['Class', 'Sealed in', 'Records'],
          kept.byClass.map(({ recordClass, sealedIn, records }) => [recordClass, sealedIn, records]),
          'Nothing has been digested yet.',
        ),
      ),
      section(
        `Due in the next 90 days: ${dueInNinetyDays.records}`,
        html`${plotWeeks(dueInNinetyDays.byWeek)}${htmlTable(
          ['Class', 'Records'],
          dueInNinetyDays.byClass.map(({ name, records }) => [name, records]),
          'Nothing is due.',
        )}`,
      ),
      section('Overdue', overdue),
      section(
        'Holds',
        htmlTable(
          ['Matter', 'Client', 'Kind', 'Placed by', 'Review', 'Records protected'],
          holds.map(({ matterId, clientId, kind, placedBy, reviewAt, reviewOverdue, records }) => [
            matterId,
            clientId,
            kind,
            placedBy,
            `${reviewAt.slice(0, 10)}${reviewOverdue ? ' (overdue)' : ''}`,
            records === 0 ? '0: this hold protects nothing; check the client id' : String(records),
          ]),
          'No matter is open.',
        ),
      ),
      section(
        'Unresolved: kept because nobody knows how long they must be',
        htmlTable(
          ['Record', 'Client', 'Class', 'Reason', 'Rules', 'What to do'],
          unresolved.map(({ recordId, clientId, recordClass, reason, rules, resolve }) => [
            recordId,
            clientId ?? 'none',
            recordClass,
            reason,
            rules.length === 0 ? 'none' : rules.join(', '),
            resolve,
          ]),
          'None.',
        ),
      ),
      section(
        'Erasures',
        htmlTable(
          ['Time', 'Request', 'Client', 'What', 'Reasons'],
          erasures.map(({ time, requestId, clientId, what, reasons }) => [
            time,
            requestId,
            clientId,
            what,
            reasons.map(reasonInWords).join('; '),
          ]),
          'None in this period.',
        ),
      ),
      section(
        `Purge certificates (final: ${report.finalCertificates}; unattributed removals: ${report.unattributedRemovals})`,
        htmlTable(
          ['By', 'Records'],
          certificates.map(({ name, records }) => [name, records]),
          'None in this period.',
        ),
      ),
      section(
        'Certificates as files, for vigil verify-certificate',
        report.certificateFiles.length === 0
          ? html`<p class="quiet">None in this period.</p>`
          : html`<ul>
              ${report.certificateFiles.map(
                ({ name, time, jws }) =>
                  html`<li>
                    <a download="${name}" href="data:application/jose,${jws}">${name}</a>, ${time}
                  </li> `,
              )}
            </ul>`,
      ),
      section(
        `Openings (break-glass: ${report.glassBroken}; refused: ${report.openingsRefused})`,
        htmlTable(
          ['Purpose', 'Person', 'Records'],
          openings.map(({ purpose, personId, records }) => [purpose, personId, records]),
          'None in this period.',
        ),
      ),
    ]}`,
  );
};

/** One reason against an erasure, such as "retention-duty: us-ca.psychologist until 2034-03-03". */
const reasonInWords = ({ reason, rule, until, records, matterId }: ErasureReason): string => {
  const more = [
    rule,
    until === undefined ? undefined : `until ${until.slice(0, 10)}`,
    records === undefined ? undefined : `${records} records`,
    matterId,
  ].filter((each) => each !== undefined);
  return more.length === 0 ? reason : `${reason}: ${more.join(' ')}`;
};

/** Records due, one bar a week. */
const plotWeeks = (weeks: readonly number[]): Markup => {
  const most = Math.max(1, ...weeks);
  const [width, height, gap] = [44, 120, 6];
  const bars = weeks.map((records, week) => {
    const tall = Math.round((records / most) * height);
    const x = week * (width + gap);
    const y = height - tall + 16;
    return html`<rect x="${x}" y="${y}" width="${width}" height="${tall}" fill="#2f6690" /><text
        x="${x + width / 2}"
        y="${y - 4}"
        text-anchor="middle"
        >${records}</text
      ><text x="${x + width / 2}" y="${height + 32}" text-anchor="middle">${week + 1}</text>`;
  });
  return html`<svg
    role="img"
    aria-label="Records due, by week"
    viewBox="0 0 ${weeks.length * (width + gap)} ${height + 52}"
    font-size="12"
  >
    <title>Records due, by week</title>
    ${bars}
    <text x="0" y="${height + 48}">week from now</text>
  </svg> `;
};
