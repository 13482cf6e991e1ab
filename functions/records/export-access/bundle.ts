import { html } from 'hono/html';
import type { Client } from '../../../domain/clearance/client.ts';
import type { DisclosedProfile, DisclosedRetention } from '../../../domain/retention/disclosed.ts';
import type { Filed } from '../../../domain/records/sealed-record.ts';
import { htmlPage, htmlTable, type Markup } from '../../platform/http/html.ts';

/** Everything about a client that the right of access covers (45 CFR 164.524; GDPR Art. 15). */
export interface AccessBundle {
  readonly kind: 'access-export';
  readonly exportId: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly exportedAt: string;
  readonly records: readonly ExportedRecord[];
  /** What the law exempts, or what does not open: named, so that nothing is missing in silence. */
  readonly withheld: readonly {
    readonly recordId: string;
    readonly recordClass: string;
    readonly why: string;
  }[];
  readonly consents: Client['consents'];
  readonly retentionProfile: DisclosedProfile;
}

export interface ExportedRecord {
  readonly recordId: string;
  readonly recordClass: string;
  readonly sealedAt: string;
  readonly filed?: Filed;
  readonly retention?: DisclosedRetention;
  readonly content: Readonly<Record<string, unknown>>;
}

/** The bundle for people: the same content as HTML, with the signature that covers the JSON. */
export const bundleAsHtml = (bundle: AccessBundle, signature: string): string =>
  htmlPage(
    `Records of ${bundle.clientId}`,
    html`<h1>Records of ${bundle.clientId}</h1>
      <p>Kept by ${bundle.tenantId}, exported on ${bundle.exportedAt} as ${bundle.exportId}.</p>
      ${bundle.records.map(recordAsHtml)}
      <h2>Withheld</h2>
      ${htmlTable(
        ['Record', 'Class', 'Why'],
        bundle.withheld.map(({ recordId, recordClass, why }) => [recordId, recordClass, why]),
        'Nothing is withheld.',
      )}
      <h2>Consents</h2>
      <pre>${JSON.stringify(bundle.consents, null, 2)}</pre>
      <h2>What decides how long all this is kept</h2>
      <pre>${JSON.stringify(bundle.retentionProfile, null, 2)}</pre>
      <h2>Signature</h2>
      <p class="quiet">Over the JSON of this export; verify it with the keys at /.well-known/jwks.json.</p>
      <pre>${signature}</pre>`,
  );

const recordAsHtml = (record: ExportedRecord): Markup => {
  const { recordId, recordClass, sealedAt, filed, retention, content } = record;
  const keptUntil =
    retention?.status === 'until' ? `until ${retention.expiresAt.slice(0, 10)}` : retention?.status;
  const addendum = filed?.addendumTo === undefined ? '' : `, an addendum to ${filed.addendumTo}`;
  const about = `${recordClass} of ${sealedAt.slice(0, 10)}${addendum}; kept: ${keptUntil ?? 'not decided yet'}`;
  const words = Object.entries(content)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
  return html`<h2>${recordId}</h2>
    <p class="quiet">${about}</p>
    <pre>${words}</pre> `;
};
