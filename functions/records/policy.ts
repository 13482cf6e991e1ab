import type { AccessPolicy } from '../../domain/records/open-record.ts';
import json from '../../policies/records.json' with { type: 'json' };

// build/functions.ts validates the file before it is bundled: parsing it again would cost 20 to 30 ms of a cold start.
/** The policy that this build contains. */
export const readAccessPolicy = (): AccessPolicy => json as AccessPolicy;
