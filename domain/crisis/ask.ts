import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { everybodyOf, type PageResult, type Plan } from './escalate.ts';
import {
  about,
  type Acknowledged,
  type Ask,
  type CrisisPolicy,
  type Incident,
  type IncidentFact,
} from './incident.ts';

export type AskStep =
  | { readonly action: 'ask'; readonly ask: Ask; readonly prepared: Decided<Acknowledged, IncidentFact> }
  | { readonly action: 'ask-ended'; readonly prepared: Decided<Acknowledged, IncidentFact> };

/** An ask, not sent yet: due at once. `staffIds` empty: the plan's people, tier after tier. */
export const askFor = (
  incident: Acknowledged,
  kind: Ask['kind'],
  staffIds: readonly string[],
  now: Instant,
): Acknowledged => {
  const ask: Ask = {
    kind,
    staffIds,
    ...(staffIds.length === 0 ? { tier: 0 } : {}),
    sent: false,
    answerBy: now,
  };
  return { ...incident, ask, nextStepAt: now, step: incident.step + 1 };
};

/** The incident without its ask; the check-in alone is due. */
export const withoutAsk = ({ ask: _, ...incident }: Acknowledged): Acknowledged => ({
  ...incident,
  nextStepAt: incident.checkInDueAt,
});

/** What the responder's call for others asks for now: nothing where the check-in is what is due. */
export const nextAskStep = (
  incident: Acknowledged,
  plan: Plan | undefined,
  policy: CrisisPolicy,
  now: Instant,
): AskStep | undefined => {
  const { ask } = incident;
  if (ask === undefined || ask.answerBy > now) return undefined;
  const target =
    ask.tier === undefined
      ? named(ask, incident)
      : byTier(ask.sent ? ask.tier + 1 : ask.tier, incident, plan);
  if (target === undefined) {
    const state = withoutAsk({ ...incident, step: incident.step + 1 });
    const notices = [...incident.notices, { staffId: incident.responder, kind: 'nobody-accepted' as const }];
    return { action: 'ask-ended', prepared: { state: { ...state, notices }, facts: [] } };
  }
  const next: Ask = { ...ask, ...target, sent: false, answerBy: plusSeconds(now, policy.sendingSeconds) };
  return { action: 'ask', ask: next, prepared: { state: atEarlier({ ...incident, ask: next }), facts: [] } };
};

const named = (ask: Ask, { responder }: Acknowledged) => {
  const staffIds = ask.staffIds.filter((staffId) => staffId !== responder);
  return ask.sent || staffIds.length === 0 ? undefined : { staffIds };
};

/** The first tier from here on that holds somebody who is not on it already. */
const byTier = (from: number, incident: Acknowledged, plan: Plan | undefined) => {
  const busy = new Set([incident.responder, ...incident.helpers]);
  const tiers = [...(plan?.tiers.map(({ staffIds }) => staffIds) ?? []), everybodyOf(plan)];
  for (let tier = from; tier < tiers.length; tier += 1) {
    const staffIds = (tiers[tier] ?? []).filter((staffId) => !busy.has(staffId));
    if (staffIds.length > 0) return { staffIds, tier };
  }
  return undefined;
};

/** The incident after its ask went out. Where it reached nobody the next tier is asked at once. */
export const recordAsk = (
  incident: Incident,
  ask: Ask,
  results: readonly PageResult[],
  policy: CrisisPolicy,
  now: Instant,
): Decided<Incident, IncidentFact> => {
  const facts = results.map(({ lines: _, ...result }): IncidentFact => ({
    type: 'incident.paged.v1',
    data: { ...about(incident), ...result, tier: ask.tier ?? 0, round: incident.round, purpose: ask.kind },
  }));
  if (incident.status !== 'acknowledged' || incident.ask?.kind !== ask.kind)
    return { state: incident, facts };
  const reached = results.some(({ outcome }) => outcome !== 'failed');
  const sent: Ask = {
    ...incident.ask,
    sent: true,
    answerBy: plusSeconds(now, reached ? policy.askSeconds : 0),
  };
  return { state: atEarlier({ ...incident, ask: sent, step: incident.step + 1 }), facts };
};

const atEarlier = (incident: Acknowledged): Acknowledged => {
  const { ask, checkInDueAt } = incident;
  const nextStepAt = ask !== undefined && ask.answerBy < checkInDueAt ? ask.answerBy : checkInDueAt;
  return { ...incident, nextStepAt };
};
