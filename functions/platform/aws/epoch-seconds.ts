import type { Instant } from '../../../domain/instant.ts';

/** What DynamoDB's time to live reads: whole seconds since 1970, rounded up so that nothing expires early. */
export const epochSeconds = (instant: Instant): number => Math.ceil(Date.parse(instant) / 1000);
