import type { Instant } from '../instant.ts';

/** Where a fact stands in the ledger: by the hour in which it was decided, then by time and id. The same fact always stands at the same place. */
export const ledgerKey = (fact: { readonly time: Instant; readonly id: string }) => ({
  hour: fact.time.slice(0, 13),
  position: `${fact.time}#${fact.id}`,
});

/** Six years: 45 CFR 164.316(b)(2)(i), documentation is kept six years from when it was last in effect. */
const ledgerYears = 6;

export const ledgerExpiry = (time: Instant): Instant => {
  const expiry = new Date(time);
  expiry.setUTCFullYear(expiry.getUTCFullYear() + ledgerYears);
  return expiry.toISOString();
};

/** The oldest moment of which all facts are still there; a week of margin, since TTL deletes when it likes. */
export const ledgerStart = (now: Instant): Instant => {
  const start = new Date(Date.parse(now) + 7 * 24 * 3600 * 1000);
  start.setUTCFullYear(start.getUTCFullYear() - ledgerYears);
  return start.toISOString();
};
