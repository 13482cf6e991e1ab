import type { AccessPolicy } from '../../domain/records/open-record.ts';
import type { RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import { jurisdictions } from '../../policies/jurisdictions/index.ts';
import type { JurisdictionPackage } from '../../policies/jurisdictions.ts';
import { retentionWith } from '../../policies/with-jurisdictions.ts';
import json from '../../policies/records.json' with { type: 'json' };
import retention from '../../policies/retention.json' with { type: 'json' };

// build/functions.ts validates the file before it is bundled: parsing it again would cost 20 to 30 ms of a cold start.
/** The policy that this build contains. */
export const readAccessPolicy = (): AccessPolicy => json as AccessPolicy;

/** What an export quotes of the retention policy: titles of classes and sources of rules. */
export interface RetentionWords {
  readonly recordClasses: Readonly<Record<string, Pick<RetentionPolicy['recordClasses'][string], 'title'>>>;
  readonly rules: readonly Pick<RetentionPolicy['rules'][number], 'id' | 'source'>[];
}

export const readRetentionWords = (): RetentionWords =>
  retentionWith(retention, jurisdictions as readonly JurisdictionPackage[]);
