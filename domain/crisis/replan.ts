import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { everybodyOf, type PageResult, type Plan, recordPages } from './escalate.ts';
import type { CrisisPolicy, Incident, IncidentFact, Open, Page, Paging } from './incident.ts';

/** Since when somebody's phone is the one that the roster names; nothing where it always was. */
type PhoneSince = (staffId: string) => Instant | undefined;

/**
 * Whom a new roster has in the tiers so far who was not asked on the phone that it names: they are paged now. Nothing
 * where nobody waits for an answer: then the next step reads the new roster anyway.
 */
export const unasked = (
  incident: Incident,
  plan: Plan | undefined,
  phoneSince: PhoneSince,
  now: Instant,
): Paging | undefined => {
  if (incident.status !== 'open' || plan === undefined || incident.nextStepAt <= now) return undefined;
  const tier = incident.tier - 1;
  const wasAsked = (id: string): boolean =>
    incident.pages.some(
      ({ staffId, round, at }) =>
        staffId === id &&
        (round === incident.round || incident.asked.includes(id)) &&
        at >= (phoneSince(id) ?? ''),
    );
  const staffIds = staffSoFar(incident, plan).filter((id) => !wasAsked(id));
  return tier < incident.startTier || staffIds.length === 0
    ? undefined
    : { tier, staffIds, widened: isWidened(incident, plan) };
};

/**
 * The incident after a new roster, and after those who had not been asked were paged: the next step comes earlier where
 * the new plan says so, and at once where it has nobody whose answer is awaited. It is never put off.
 */
export const replanned = (
  incident: Incident,
  { paging, results }: { readonly paging: Paging | undefined; readonly results: readonly PageResult[] },
  plan: Plan | undefined,
  policy: CrisisPolicy,
  now: Instant,
): Decided<Incident, IncidentFact> | undefined => {
  if (incident.status !== 'open') return paging && recordPages(incident, paging, results, plan, policy, now);
  // A paging that another step has begun meanwhile is that step's to record.
  const { paging: begun, ...rest } = incident;
  const { state, facts } = paging
    ? recordPages(rest, paging, results, plan, policy, now)
    : { state: rest, facts: [] };
  if (state.status !== 'open') return { state, facts };
  const nextStepAt =
    plan === undefined || begun !== undefined ? state.nextStepAt : dueUnder(state, plan, policy, now);
  const sooner = nextStepAt < state.nextStepAt;
  if (paging === undefined && !sooner) return undefined;
  return {
    state: {
      ...state,
      ...(sooner ? { nextStepAt, step: state.step + 1 } : {}),
      ...(begun === undefined ? {} : { paging: begun }),
    },
    facts,
  };
};

const dueUnder = (incident: Open, plan: Plan, policy: CrisisPolicy, now: Instant): Instant => {
  const pages = pagesOf(incident);
  // The roster before named nobody.
  if (pages.length === 0) return now;
  const staff = new Set(staffSoFar(incident, plan));
  const reached = pages.filter(({ outcome }) => outcome !== 'failed');
  const awaited = reached.findLast(({ staffId }) => staff.has(staffId));
  if (awaited === undefined) return now;
  const waitSeconds = isWidened(incident, plan)
    ? policy.repeatSeconds
    : (plan.tiers[(incident.tier - 1) % plan.tiers.length]?.answerWithinSeconds ?? policy.repeatSeconds);
  return plusSeconds(awaited.at, waitSeconds);
};

const pagesOf = ({ pages, round }: Open): readonly Page[] => pages.filter((page) => page.round === round);

const isWidened = ({ tier }: Open, { tiers, rounds = 1 }: Plan): boolean => tier > tiers.length * rounds;

/** Everybody in the tiers that the escalation has come to; everybody at all where it is through with them. */
const staffSoFar = (incident: Open, plan: Plan): readonly string[] => {
  if (isWidened(incident, plan)) return everybodyOf(plan);
  const tiers = Array.from(
    { length: Math.max(0, incident.tier - incident.startTier) },
    (_, index) => plan.tiers[(incident.startTier + index) % plan.tiers.length]?.staffIds ?? [],
  );
  return [...new Set(tiers.flat())];
};
