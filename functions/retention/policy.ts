import type { RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import json from '../../policies/retention.json' with { type: 'json' };
import { retentionPolicy } from '../../policies/retention.ts';

/** The policy that this build contains. The synth has validated the file; it is validated again where it runs. */
export const readRetentionPolicy = (): RetentionPolicy => retentionPolicy.parse(json) as RetentionPolicy;
