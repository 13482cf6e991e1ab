import type { Client } from '../../../domain/clearance/client.ts';
import type { DisclosedProfile, DisclosedRetention } from '../../../domain/retention/disclosed.ts';
import type { Filed } from '../../../domain/records/sealed-record.ts';

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
