import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../../../domain/instant.ts';
import type { Language } from '../../../domain/crisis/sms.ts';
import { type Aggregates, changeKnown } from '../../platform/state/aggregates.ts';
import { tenantKey } from '../../platform/tenants/keys.ts';
import { personKey, rosterKey } from '../keys.ts';
import type { Profiles } from '../published-roster.ts';

/**
 * Copies what the tenant and these people say of themselves to the roster, which every page reads anyway. A profile and a
 * roster may be saved at the same time: both look again after their own save, so that the last one sees the other.
 */
export const keepProfiles = async (
  aggregates: Aggregates,
  tenantId: string,
  staffIds: readonly string[],
  now: Instant,
): Promise<void> => {
  const known = await aggregates.load(rosterKey(tenantId));
  if (known === undefined) return;
  await changeKnown(aggregates, rosterKey(tenantId), known, now, async (roster) => {
    if (roster === undefined) return undefined;
    const profiles = await profilesOf(aggregates, tenantId, roster.profiles, staffIds);
    if (isDeepStrictEqual(profiles, roster.profiles ?? none)) return undefined;
    // The next hand-off is found again at once: the deadline of the roster is not known here.
    return { decided: { state: { ...roster, profiles }, facts: [] }, deadline: now };
  });
};

const none: Profiles = { languages: {} };

const profilesOf = async (
  aggregates: Aggregates,
  tenantId: string,
  { languages }: Profiles = none,
  staffIds: readonly string[],
): Promise<Profiles> => {
  const profile = (await aggregates.load(tenantKey(tenantId)))?.state.profile;
  const people = staffIds.map(async (staffId): Promise<[string, Language][]> => {
    const person = (await aggregates.load(personKey(tenantId, staffId)))?.state;
    return person === undefined ? [] : [[staffId, person.language]];
  });
  return {
    ...(profile && {
      displayName: profile.displayName,
      language: profile.language,
      timeZone: profile.timeZone,
    }),
    languages: { ...languages, ...Object.fromEntries((await Promise.all(people)).flat()) },
  };
};
