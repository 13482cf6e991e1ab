import type { CrisisPolicy } from '../../domain/crisis/incident.ts';
import json from '../../policies/crisis.json' with { type: 'json' };

// build/functions.ts validates the file before it is bundled: parsing it again would cost 20 to 30 ms of a cold start.
/** The policy that this build contains. */
export const readCrisisPolicy = (): CrisisPolicy => json as unknown as CrisisPolicy;
