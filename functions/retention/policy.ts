import type { RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import { withoutClassGroups } from '../../policies/class-groups.ts';
import { jurisdictions } from '../../policies/jurisdictions/index.ts';
import type { JurisdictionPackage } from '../../policies/jurisdictions.ts';
import { retentionWith } from '../../policies/with-jurisdictions.ts';
import json from '../../policies/retention.json' with { type: 'json' };

// build/functions.ts validates the file before it is bundled: parsing it again would cost 20 to 30 ms of a cold start.
/** The policy that this build contains. */
export const readRetentionPolicy = (): RetentionPolicy =>
  withoutClassGroups(retentionWith(json, jurisdictions as readonly JurisdictionPackage[])) as RetentionPolicy;
