import type { PresencePolicy } from '../../domain/presence/derive-session-facts.ts';
import json from '../../policies/presence.json' with { type: 'json' };
import { presencePolicy } from '../../policies/presence.ts';

/** The policy that this build contains. The synth has validated the file; it is validated again where it runs. */
export const readPresencePolicy = (): PresencePolicy => presencePolicy.parse(json);
