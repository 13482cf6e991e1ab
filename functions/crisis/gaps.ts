import { coverageGaps, type Gap } from '../../domain/crisis/roster/on-call.ts';
import type { RosterDefinition } from '../../domain/crisis/roster/roster.ts';
import type { Instant } from '../../domain/instant.ts';

/** Beyond so many gaps the roster as a whole is the news; a fact for each would only fill the item. */
const maxGapsStated = 50;

export const gapFacts = (
  definition: RosterDefinition,
  now: Instant,
): { readonly type: 'roster.gap-found.v1'; readonly data: Gap }[] =>
  coverageGaps(definition, now)
    .slice(0, maxGapsStated)
    .map((data) => ({ type: 'roster.gap-found.v1', data }));
