import { html, raw } from 'hono/html';
import { bundleText } from '../../../domain/records/access-page.ts';
import type { DisclosedRetention } from '../../../domain/retention/disclosed.ts';
import { htmlPage, htmlTable, type Markup } from '../../platform/http/html.ts';
import type { RetentionWords } from '../policy.ts';
import type { AccessBundle, ExportedRecord } from './bundle.ts';
import { dateInWords, dayInWords, labelOf, textInWords } from './plain-words.ts';

/** The bundle for the person whom it is about: headings, dates and plain words, with the signed JSON inside. */
export const bundleAsPage = (bundle: AccessBundle, words: RetentionWords): string => {
  const { clientId, tenantId, exportId, exportedAt, records, withheld, consents, retentionProfile } = bundle;
  const { clientId: _, ...profile } = retentionProfile;
  return htmlPage(
    `Your records at ${tenantId}`,
    html`<h1>Your records at ${tenantId}</h1>
      <p>
        These are the records that ${tenantId} keeps about you (client ${clientId}), as of
        ${dateInWords(exportedAt)}. ${records.length === 1 ? '1 record' : `${records.length} records`} are
        included and ${withheld.length} are not. If something is wrong or missing, you may ask ${tenantId} to
        correct it.
      </p>
      ${records.map((record) => recordAsHtml(record, words))}
      <h2>What is not included</h2>
      ${htmlTable(
        ['Record', 'Kind', 'Why'],
        withheld.map(({ recordId, recordClass, why }) => [
          recordId,
          titleOf(recordClass, words),
          withheldInWords(why),
        ]),
        'Nothing is withheld.',
      )}
      <h2>Consents</h2>
      ${Object.entries(consents).map(
        ([consentId, consent]) =>
          html`<h3>Consent ${consentId}</h3>
            ${listAsHtml(consent)}`,
      )}
      ${Object.keys(consents).length === 0 ? html`<p class="quiet">None is on file.</p>` : ''}
      <h2>What decides how long your records are kept</h2>
      ${listAsHtml(profile)}
      <h2>How to check that this page is genuine</h2>
      <p>
        This page is export ${exportId}. It contains the same records as data, and its last line is a
        signature over all of it. Save the page as a file and the keys of ${tenantId} from
        /.well-known/jwks.json beside it; then run
        <code>vigil verify-access-export records.html --jwks jwks.json</code>
      </p>
      <script type="application/json" id="vigil-bundle">
        ${raw(bundleText(bundle))}
      </script>`,
  );
};

const titleOf = (recordClass: string, { recordClasses }: RetentionWords): string =>
  recordClasses[recordClass]?.title ?? labelOf(recordClass);

const withheldInWords = (why: string): string =>
  why.startsWith('does not open')
    ? `It is stored but cannot be read at the moment (${why.replace('does not open: ', '')}). Ask about it.`
    : `The law does not give you a right to a copy: ${why}`;

const recordAsHtml = (record: ExportedRecord, words: RetentionWords): Markup => {
  const { recordId, recordClass, sealedAt, filed, retention, content } = record;
  return html`<h2>${titleOf(recordClass, words)}, ${dayInWords(sealedAt)}</h2>
    <p class="quiet">
      Record
      ${recordId}${filed === undefined ? '' : `, written by ${filed.authorId}`}${
        filed?.sessionId === undefined ? '' : ` about session ${filed.sessionId}`
      }${filed?.addendumTo === undefined ? '' : `; it corrects or completes record ${filed.addendumTo}`}.
      ${keptInWords(retention, words)}
    </p>
    ${listAsHtml(content)}`;
};

const keptInWords = (retention: DisclosedRetention | undefined, { rules }: RetentionWords): string => {
  switch (retention?.status) {
    case undefined:
      return 'How long it is kept has not been decided yet.';
    case 'until': {
      const source = rules.find(({ id }) => id === retention.won)?.source ?? retention.won;
      return `It is kept until ${dayInWords(retention.expiresAt)} and then deleted. The rule: ${source}.`;
    }
    case 'open':
      return 'It is kept while you are in care; the time begins when care ends.';
    case 'retained':
      return 'It is kept until further notice.';
    case 'unresolved':
      return 'It is kept because it is not known yet which rule applies.';
  }
};

/** Fields as a list of labels and values, to any depth. */
const listAsHtml = (fields: object): Markup =>
  html`<dl>
    ${Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(
        ([field, value]) =>
          html`<dt>${labelOf(field)}</dt>
            <dd>${valueAsHtml(field, value)}</dd> `,
      )}
  </dl>`;

const valueAsHtml = (field: string, value: unknown): Markup | string => {
  if (value === null) return 'not stated';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return textInWords(field, value);
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    if (value.every((each) => typeof each !== 'object'))
      return value.map((each) => textInWords(field, String(each))).join(', ');
    return html`${value.map((each) => (typeof each === 'object' && each !== null ? listAsHtml(each as object) : String(each)))}`;
  }
  return typeof value === 'object' ? listAsHtml(value) : JSON.stringify(value);
};
