import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import {
  about,
  type Acknowledged,
  type CrisisPolicy,
  type Incident,
  type IncidentFact,
  type Open,
  type Page,
  type Paging,
} from './incident.ts';
import { type AskStep, nextAskStep } from './ask.ts';
import { dueTask, type TaskStep } from './follow-up.ts';
import { reopen } from './open-incident.ts';

/** Who is to be reached at this moment, tier after tier, and everybody where all tiers were tried. Staff ids only. */
export interface Plan {
  readonly tiers: readonly { readonly staffIds: readonly string[]; readonly answerWithinSeconds: number }[];
  readonly everybody?: readonly string[];
  /** How often the tiers are run through before everybody is paged: 1 or more. */
  readonly rounds?: number;
}

/** Everybody, where the plan names more people than its tiers do. */
export const everybodyOf = (plan: Plan | undefined): readonly string[] =>
  plan?.everybody ?? [...new Set(plan?.tiers.flatMap(({ staffIds }) => staffIds) ?? [])];

/** What a due incident asks for. `prepared` is to be saved before anything is sent. */
export type Step =
  | { readonly action: 'none' }
  | { readonly action: 'wait'; readonly until: Instant }
  | { readonly action: 'page'; readonly paging: Paging; readonly prepared: Decided<Open, IncidentFact> }
  | { readonly action: 'nobody'; readonly prepared: Decided<Open, IncidentFact> }
  | { readonly action: 'reopen'; readonly prepared: Decided<Open, IncidentFact> }
  | AskStep
  | TaskStep
  | {
      readonly action: 'ask-check-in' | 'announce-new-trigger' | 'remind-to-close';
      readonly responder: string;
      readonly prepared: Decided<Incident, IncidentFact>;
    };

/** What is to be done about this incident now. */
export const nextStep = (
  incident: Incident,
  plan: Plan | undefined,
  policy: CrisisPolicy,
  now: Instant,
): Step => {
  const task = dueTask(incident, policy, now);
  // A person in danger comes before a task that is due.
  if (incident.status === 'closed') return task ?? { action: 'none' };
  if (incident.nextStepAt > now) return task ?? { action: 'wait', until: incident.nextStepAt };
  switch (incident.status) {
    case 'open':
      return pageNextTier(incident, plan, policy, now);
    case 'acknowledged': {
      const asked = nextAskStep(incident, plan, policy, now);
      if (asked !== undefined) return asked;
      if (incident.askedToCheckIn)
        return { action: 'reopen', prepared: reopen(incident, 'check-in-missed', now) };
      return askCheckIn(incident, policy, now);
    }
    case 'welfare-confirmed': {
      const nextStepAt = plusSeconds(now, policy.closeReminderSeconds);
      const state = { ...incident, nextStepAt, step: incident.step + 1 };
      return { action: 'remind-to-close', responder: incident.responder, prepared: { state, facts: [] } };
    }
  }
};

/** Asks the responder whether they are on it; if a trigger is new, with the news. */
const askCheckIn = (incident: Acknowledged, policy: CrisisPolicy, now: Instant): Step => {
  const { newTrigger, mustAnswerBy, ...rest } = incident;
  const checkInDueAt = earliest(plusSeconds(now, policy.checkInGraceSeconds), mustAnswerBy);
  const state: Acknowledged = {
    ...rest,
    askedToCheckIn: true,
    checkInDueAt,
    nextStepAt: earliest(checkInDueAt, incident.ask?.answerBy),
    step: incident.step + 1,
  };
  return {
    action: newTrigger === true ? 'announce-new-trigger' : 'ask-check-in',
    responder: incident.responder,
    prepared: { state, facts: [] },
  };
};

const earliest = (moment: Instant, other: Instant | undefined): Instant =>
  other !== undefined && other < moment ? other : moment;

const pageNextTier = (incident: Open, plan: Plan | undefined, policy: CrisisPolicy, now: Instant): Step => {
  const tiers = plan?.tiers ?? [];
  const lastTier = tiers.length * (plan?.rounds ?? 1);
  const asked = new Set(incident.asked);
  const planned = (tier: number) => tiers[tier % tiers.length]?.staffIds ?? [];
  // In the first round nobody is asked twice: anyone who gave it back, fell silent or passed waits for all others.
  const staffOf = (tier: number) =>
    tier < tiers.length ? planned(tier).filter((staffId) => !asked.has(staffId)) : planned(tier);
  let staffed = incident.tier;
  while (staffed < lastTier && staffOf(staffed).length === 0) staffed += 1;
  // Past the last tier it never ends: everybody is paged, again and again.
  const widened = staffed >= lastTier;
  const staffIds = widened ? everybodyOf(plan) : staffOf(staffed);
  if (staffIds.length === 0) {
    const nextStepAt = plusSeconds(now, policy.nobodyRetrySeconds);
    const state = { ...incident, nextStepAt, step: incident.step + 1 };
    return {
      action: 'nobody',
      prepared: { state, facts: [skipped(incident, incident.tier, 'nobody-on-roster')] },
    };
  }
  const tier = widened ? Math.max(incident.tier, lastTier) : staffed;
  const paging: Paging = { tier, staffIds, widened };
  const emptyTiers = Array.from(
    { length: Math.min(tier, lastTier) - Math.min(incident.tier, lastTier) },
    (_, index) => incident.tier + index,
  )
    .filter((passed) => planned(passed).length === 0)
    .map((passed) => skipped(incident, passed, 'empty'));
  // `step` stays: the message that brought us here must still count if we crash before the paging is recorded.
  const state: Open = { ...incident, tier, paging, nextStepAt: plusSeconds(now, policy.sendingSeconds) };
  return { action: 'page', paging, prepared: { state, facts: emptyTiers } };
};

const skipped = (incident: Open, tier: number, reason: 'empty' | 'nobody-on-roster'): IncidentFact => ({
  type: 'incident.tier-skipped.v1',
  data: { ...about(incident), tier, round: incident.round, reason },
});

export type PageResult =
  | {
      readonly staffId: string;
      readonly outcome: 'accepted';
      readonly messageId: string;
      readonly lines?: readonly string[];
    }
  | { readonly staffId: string; readonly outcome: 'bundled'; readonly lines?: readonly string[] }
  | {
      readonly staffId: string;
      readonly outcome: 'failed';
      readonly failure: string;
      readonly lines?: readonly string[];
    };

/** How long the people of a paging have to answer before others are paged. */
export const answerWithinSeconds = (
  { tier, widened }: Paging,
  plan: Plan | undefined,
  { repeatSeconds }: CrisisPolicy,
): number => {
  const tiers = plan?.tiers ?? [];
  return widened ? repeatSeconds : (tiers[tier % tiers.length]?.answerWithinSeconds ?? repeatSeconds);
};

/**
 * The incident after its pages went out. Where no message was taken, the next tier is due at once. Pages that went
 * out while somebody took the incident are recorded as well, and everybody who got one gets a notice.
 */
export const recordPages = (
  incident: Incident,
  paging: Paging,
  results: readonly PageResult[],
  plan: Plan | undefined,
  policy: CrisisPolicy,
  now: Instant,
): Decided<Incident, IncidentFact> => {
  const pages: Page[] = results.map((result) => ({
    ...result,
    tier: paging.tier,
    round: incident.round,
    at: now,
  }));
  const facts = pages.map(({ at: _, lines: _lines, ...page }): IncidentFact => ({
    type: 'incident.paged.v1',
    data: { ...about(incident), ...page },
  }));
  const all = [...incident.pages, ...pages];
  const forgotten = Math.max(0, all.length - Math.max(rememberedPages, pages.length));
  const pagesSettled = Math.max(0, incident.pagesSettled - forgotten);
  const reached = results.filter(({ outcome }) => outcome !== 'failed').map(({ staffId }) => staffId);
  const asked = [...new Set([...incident.asked, ...reached])];
  const recorded = { ...incident, asked, pages: all.slice(forgotten), pagesSettled };
  if (recorded.status !== 'open') {
    const late = results.filter(
      ({ outcome, staffId }) => outcome !== 'failed' && staffId !== holderOf(incident),
    );
    const notices = late.map(({ staffId }) => ({ staffId, kind: 'taken' as const }));
    const settled = { notices: [...recorded.notices, ...notices], pagesSettled: recorded.pages.length };
    return { state: { ...recorded, ...settled }, facts };
  }
  if (recorded.paging === undefined) return { state: recorded, facts };

  const { paging: _, ...open } = recorded;
  const waitSeconds = paging.widened || reached.length > 0 ? answerWithinSeconds(paging, plan, policy) : 0;
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

const holderOf = (incident: Incident): string | undefined =>
  'responder' in incident ? incident.responder : undefined;

/**
 * A page turned out not to have reached its phone. When nobody of the tier is left to wait for, the next one is due
 * at once. A page that another phone of the person took is not undelivered. A receipt can only hasten, so one that comes twice or too late changes nothing.
 */
export const pageUndelivered = (
  incident: Incident,
  {
    staffId,
    failure,
    incidentId,
    line,
  }: {
    readonly staffId: string;
    readonly failure: string;
    readonly incidentId: string;
    readonly line?: string;
  },
  policy: CrisisPolicy,
  now: Instant,
): Decided<Incident, IncidentFact> | undefined => {
  if (incident.incidentId !== incidentId || incident.status === 'closed') return undefined;
  const last = incident.pages.findLastIndex((page) => page.staffId === staffId);
  const page = incident.pages[last];
  if (page === undefined || page.outcome === 'failed') return undefined;
  const { messageId, lines, ...rest } = page;
  if (lines !== undefined && line !== undefined) {
    const left = lines.filter((other) => other !== line);
    if (left.length === lines.length) return undefined;
    if (left.length > 0) {
      const data = { ...about(incident), staffId, failure, numbersLeft: left.length };
      const pages = incident.pages.with(last, { ...page, lines: left });
      return { state: { ...incident, pages }, facts: [{ type: 'incident.page-undelivered.v1', data }] };
    }
  }
  const failed: Page = {
    ...rest,
    ...(messageId === undefined ? {} : { messageId }),
    outcome: 'failed',
    failure,
  };
  const asked = incident.asked.filter((other) => other !== staffId);
  const known = { ...incident, asked, pages: incident.pages.with(last, failed) };
  const facts: IncidentFact[] = [
    { type: 'incident.page-undelivered.v1', data: { ...about(incident), staffId, failure } },
  ];
  if (known.status !== 'open' || !nobodyLeftToWaitFor(known)) return { state: known, facts };
  // Everybody was paged and nobody can be reached: again in a while, not in a circle.
  const wait = page.tier >= known.tier || isWidened(known) ? policy.nobodyRetrySeconds : 0;
  const soon = plusSeconds(now, wait);
  const nextStepAt = soon < known.nextStepAt ? soon : known.nextStepAt;
  return { state: { ...known, step: known.step + 1, nextStepAt }, facts };
};

/** Whether the latest pages went to people who were paged in this round before: then the tiers are through. */
const isWidened = ({ pages, round, tier }: Open): boolean => {
  const last = pages.filter((page) => page.round === round && page.tier === tier - 1);
  return last.every(({ staffId }) =>
    pages.some((page) => page.staffId === staffId && page.round === round && page.tier < tier - 1),
  );
};

/** Whether the answer of this person is still awaited: nobody has taken the incident, and no other tier was paged since. */
export const isAwaited = (
  incident: Incident,
  { incidentId, staffId }: { readonly incidentId: string; readonly staffId: string },
): boolean => {
  if (incident.status !== 'open' || incident.incidentId !== incidentId) return false;
  const { pages, passes, round, tier } = incident;
  const page = pages.findLast((each) => each.staffId === staffId);
  const passed = passes.some((pass) => pass.staffId === staffId && pass.round === round);
  return page?.round === round && page.tier === tier - 1 && !passed;
};

/** True where everybody whom the last tier paged has said that they cannot, or could not be reached. */
export const nobodyLeftToWaitFor = ({ tier, round, pages, passes, paging }: Open): boolean => {
  const asked = pages.filter((page) => page.round === round && page.tier === tier - 1);
  const passed = new Set(passes.filter((pass) => pass.round === round).map(({ staffId }) => staffId));
  return (
    paging === undefined &&
    asked.length > 0 &&
    asked.every(({ staffId, outcome }) => outcome === 'failed' || passed.has(staffId))
  );
};
