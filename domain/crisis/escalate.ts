import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import {
  about,
  type CrisisPolicy,
  type Incident,
  type IncidentFact,
  type Open,
  type Page,
  type Paging,
} from './incident.ts';
import { reopen } from './open-incident.ts';

/** Who is to be reached, tier after tier. Staff ids only: numbers stay sealed. */
export interface Roster {
  readonly tiers: readonly { readonly staffIds: readonly string[]; readonly answerWithinSeconds: number }[];
}

/** What a due incident asks for. `prepared` is to be saved before anything is sent. */
export type Step =
  | { readonly action: 'none' }
  | { readonly action: 'wait'; readonly until: Instant }
  | { readonly action: 'page'; readonly paging: Paging; readonly prepared: Decided<Open, IncidentFact> }
  | { readonly action: 'nobody'; readonly prepared: Decided<Open, IncidentFact> }
  | { readonly action: 'reopen'; readonly prepared: Decided<Open, IncidentFact> }
  | {
      readonly action: 'ask-check-in' | 'remind-to-close';
      readonly responder: string;
      readonly prepared: Decided<Incident, IncidentFact>;
    };

/** What is to be done about this incident now. */
export const nextStep = (
  incident: Incident,
  roster: Roster | undefined,
  policy: CrisisPolicy,
  now: Instant,
): Step => {
  if (incident.status === 'closed') return { action: 'none' };
  if (incident.nextStepAt > now) return { action: 'wait', until: incident.nextStepAt };
  switch (incident.status) {
    case 'open':
      return pageNextTier(incident, roster, policy, now);
    case 'acknowledged': {
      if (incident.askedToCheckIn)
        return { action: 'reopen', prepared: reopen(incident, 'check-in-missed', now) };
      const nextStepAt = plusSeconds(now, policy.checkInGraceSeconds);
      const state = { ...incident, askedToCheckIn: true, nextStepAt, step: incident.step + 1 };
      return { action: 'ask-check-in', responder: incident.responder, prepared: { state, facts: [] } };
    }
    case 'welfare-confirmed': {
      const nextStepAt = plusSeconds(now, policy.closeReminderSeconds);
      const state = { ...incident, nextStepAt, step: incident.step + 1 };
      return { action: 'remind-to-close', responder: incident.responder, prepared: { state, facts: [] } };
    }
  }
};

const pageNextTier = (
  incident: Open,
  roster: Roster | undefined,
  policy: CrisisPolicy,
  now: Instant,
): Step => {
  const tiers = roster?.tiers ?? [];
  const firstStaffed = tiers.findIndex(({ staffIds }, tier) => tier >= incident.tier && staffIds.length > 0);
  // Past the last tier it never ends: everybody is paged, again and again.
  const widened = firstStaffed === -1;
  const staffIds = widened
    ? [...new Set(tiers.flatMap((tier) => tier.staffIds))]
    : (tiers[firstStaffed]?.staffIds ?? []);
  if (staffIds.length === 0) {
    const nextStepAt = plusSeconds(now, policy.nobodyRetrySeconds);
    const state = { ...incident, nextStepAt, step: incident.step + 1 };
    return {
      action: 'nobody',
      prepared: { state, facts: [skipped(incident, incident.tier, 'nobody-on-roster')] },
    };
  }
  const tier = widened ? Math.max(incident.tier, tiers.length) : firstStaffed;
  const paging: Paging = { tier, staffIds, widened };
  const emptyTiers = tiers
    .slice(incident.tier, tier)
    .map((_, index) => skipped(incident, incident.tier + index, 'empty'));
  // `step` stays: the message that brought us here must still count if we crash before the paging is recorded.
  const state: Open = { ...incident, tier, paging, nextStepAt: plusSeconds(now, policy.sendingSeconds) };
  return { action: 'page', paging, prepared: { state, facts: emptyTiers } };
};

const skipped = (incident: Open, tier: number, reason: 'empty' | 'nobody-on-roster'): IncidentFact => ({
  type: 'incident.tier-skipped.v1',
  data: { ...about(incident), tier, round: incident.round, reason },
});

export type PageResult =
  | { readonly staffId: string; readonly outcome: 'accepted'; readonly messageId: string }
  | { readonly staffId: string; readonly outcome: 'failed'; readonly failure: string };

/**
 * The incident after its pages went out. Where no message was taken, the next tier is due at once. Pages that went
 * out while somebody took the incident are recorded all the same.
 */
export const recordPages = (
  incident: Incident,
  paging: Paging,
  results: readonly PageResult[],
  roster: Roster | undefined,
  policy: CrisisPolicy,
  now: Instant,
): Decided<Incident, IncidentFact> => {
  const pages: Page[] = results.map((result) => ({
    ...result,
    tier: paging.tier,
    round: incident.round,
    at: now,
  }));
  const facts = pages.map(({ at: _, ...page }): IncidentFact => ({
    type: 'incident.paged.v1',
    data: { ...about(incident), ...page },
  }));
  const remembered = Math.max(rememberedPages, pages.length);
  const recorded = { ...incident, pages: [...incident.pages, ...pages].slice(-remembered) };
  if (recorded.status !== 'open' || recorded.paging === undefined) return { state: recorded, facts };

  const { paging: _, ...open } = recorded;
  const reached = results.some(({ outcome }) => outcome === 'accepted');
  const waitSeconds = paging.widened
    ? policy.repeatSeconds
    : reached
      ? (roster?.tiers[paging.tier]?.answerWithinSeconds ?? policy.repeatSeconds)
      : 0;
  const state: Open = {
    ...open,
    step: open.step + 1,
    tier: paging.tier + 1,
    nextStepAt: plusSeconds(now, waitSeconds),
  };
  return { state, facts };
};

/** Nobody may answer for days, and an item holds 400 KB. The ledger has every page; the incident needs those of its last tier. */
const rememberedPages = 300;
