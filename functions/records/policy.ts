import type { AccessPolicy } from '../../domain/records/open-record.ts';
import json from '../../policies/records.json' with { type: 'json' };
import { accessPolicy } from '../../policies/records.ts';

/** The policy that this build contains. The synth has validated the file; it is validated again where it runs. */
export const readAccessPolicy = (): AccessPolicy => accessPolicy.parse(json);
