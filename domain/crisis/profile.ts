import { type Dated, isNewer } from '../dated.ts';
import type { Language } from './sms.ts';

/** What is known of a member of staff, beside the roster. */
export interface Person extends Dated {
  readonly language: Language;
}

/** Of two profiles the later one counts as a whole, in whatever order they arrive; nothing where it is known already. */
export const published = <Profile extends Dated>(
  known: Profile | undefined,
  profile: Profile,
): Profile | undefined => (isNewer(profile, known) ? profile : undefined);
