import type { CrisisPolicy } from '../../domain/crisis/incident.ts';
import json from '../../policies/crisis.json' with { type: 'json' };
import { crisisPolicy } from '../../policies/crisis.ts';

/** The policy that this build contains. The synth has validated the file; it is validated again where it runs. */
export const readCrisisPolicy = (): CrisisPolicy => crisisPolicy.parse(json);
