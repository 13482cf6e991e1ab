import accessJson from '../../policies/access.json' with { type: 'json' };
import clearanceJson from '../../policies/clearance.json' with { type: 'json' };
import crisisJson from '../../policies/crisis.json' with { type: 'json' };
import presenceJson from '../../policies/presence.json' with { type: 'json' };
import retentionJson from '../../policies/retention.json' with { type: 'json' };
import type { ClearancePolicy } from '../../domain/clearance/decide-clearance.ts';
import type { CrisisPolicy } from '../../domain/crisis/incident.ts';
import type { PresencePolicy } from '../../domain/intake/settle-presence.ts';
import type { RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import type { AccessPolicy } from '../../domain/vault/open-record.ts';
import {
  accessPolicy,
  clearancePolicy,
  crisisPolicy,
  presencePolicy,
  retentionPolicy,
} from '../../policies/schema.ts';

// The synth has checked the files already; checked again here, so that what runs is what was reviewed.
export const readClearancePolicy = (): ClearancePolicy => clearancePolicy.parse(clearanceJson);
export const readCrisisPolicy = (): CrisisPolicy => crisisPolicy.parse(crisisJson);
export const readPresencePolicy = (): PresencePolicy => presencePolicy.parse(presenceJson);
export const readRetentionPolicy = (): RetentionPolicy =>
  retentionPolicy.parse(retentionJson) as RetentionPolicy;
export const readAccessPolicy = (): AccessPolicy => accessPolicy.parse(accessJson);
