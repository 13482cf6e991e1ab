import { isAwaited } from '../../domain/crisis/escalate.ts';
import type { Incident } from '../../domain/crisis/incident.ts';
import { callAfterSeconds } from '../../domain/crisis/roster/call-rules.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Caller, CallResult } from './caller.ts';
import { callAboutIncident, type PagedResult, type ToStaff } from './phones.ts';
import type { PublishedRoster } from './published-roster.ts';
import type { Phones } from './phones.ts';
import type { EscalationQueue } from './messages.ts';
import type { CrisisPolicy } from '../../domain/crisis/incident.ts';
import type { Log } from '../platform/lambda/log.ts';

/** What paging people takes, by text and by call. */
export interface Calling extends Phones {
  readonly escalation: EscalationQueue;
  /** Absent where the deployment calls nobody. */
  readonly caller?: Caller | undefined;
  readonly policy: CrisisPolicy;
  readonly log: Log;
}

/**
 * Adds the call to a page: at once or after the time that the roster, else the policy, sets. A page whose text was refused is
 * a call now, and if the call is accepted, the page counts as accepted.
 */
export const withCall = async (
  dependencies: Calling,
  to: ToStaff,
  paged: PagedResult,
  now: Instant,
): Promise<PagedResult> => {
  const { caller, policy, escalation, log } = dependencies;
  // In an alert burst the phone rings for the first incidents, not for each.
  if (caller === undefined || paged.outcome === 'bundled') return paged;
  const { staffId, incident } = to;
  const { tenantId, clientId, incidentId, step } = incident;
  const afterSeconds = callAfter(to, policy);
  if (paged.outcome === 'accepted' && afterSeconds > 0) {
    // The text has left: it must not be sent again because the queue does not take the call.
    await escalation
      .send({ tenantId, clientId, call: { incidentId, staffId, step } }, afterSeconds)
      .catch((error: unknown) => log.error('call-not-queued', error, { incidentId, staffId }));
    return paged;
  }
  const called = await callNow(dependencies, caller, { to, step }, now);
  return paged.outcome === 'failed' && called.outcome === 'accepted'
    ? { outcome: 'accepted', messageId: called.contactId }
    : paged;
};

const callAfter = ({ incident: { severity }, roster, staffId }: ToStaff, policy: CrisisPolicy): number =>
  callAfterSeconds(roster.definition.callRules, staffId, severity) ?? policy.callAfterSeconds[severity];

/** Calls somebody who was texted a while ago, or whose text did not arrive, if they were not called and are still awaited. */
export const callLater = async (
  dependencies: Calling,
  { incident, roster }: { readonly incident: Incident; readonly roster: PublishedRoster },
  call: { readonly incidentId: string; readonly staffId: string; readonly step?: number },
  now: Instant,
): Promise<void> => {
  const { caller, policy } = dependencies;
  const calledAtOnce = callAfter({ incident, roster, staffId: call.staffId }, policy) === 0;
  if (caller === undefined || calledAtOnce || !isAwaited(incident, call)) return;
  const { staffId, step = incident.step } = call;
  await callNow(dependencies, caller, { to: { incident, roster, staffId }, step }, now);
};

/** A fault is a refusal, too: a text that has left must not be sent again, and others must not wait, because of a call. */
const callNow = async (
  dependencies: Calling,
  caller: Caller,
  { to, step }: { readonly to: ToStaff; readonly step: number },
  now: Instant,
): Promise<CallResult> => {
  const { log } = dependencies;
  const about = { incidentId: to.incident.incidentId, staffId: to.staffId };
  // The same for a run after a crash: Connect starts no second call.
  const token = `${about.incidentId}-${step}-${to.staffId}`;
  const called = await callAboutIncident({ ...dependencies, caller }, to, token, now).catch(
    (error: unknown): CallResult => {
      log.error('call-failed', error, about);
      return { outcome: 'failed', failure: 'fault' };
    },
  );
  const refused = called.outcome === 'failed' ? { failure: called.failure } : {};
  log.info('called', { ...about, ...refused });
  log.count(called.outcome === 'failed' ? 'CallFailed' : 'CallAccepted');
  return called;
};
