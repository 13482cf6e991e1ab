import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import type { CrisisPolicy, Incident } from './incident.ts';

/** What must be known of a client to notice that something is missing: a risk that a clinician named, and appointments. */
export interface ClientWatch {
  readonly clientId: string;
  /** The clinician's last word, and when it was said. */
  readonly level: 'elevated' | 'none';
  readonly levelAt: Instant;
  readonly until?: Instant;
  /** Sessions that were planned and have not begun, by id. */
  readonly appointments: Readonly<Record<string, Appointment>>;
  /** Events of lost connections that were taken for an alarm: one that comes again must not be a second. */
  readonly alarmed: readonly string[];
  /** Connections lost at risk or in a crisis that may still come back in time, by event. */
  readonly losses?: Readonly<Record<string, PendingLoss>>;
  /** When connections last came back, by session: that may arrive before the loss. */
  readonly restored?: Readonly<Record<string, Instant>>;
}

export interface PendingLoss {
  readonly sessionId: string;
  readonly at: Instant;
  readonly dueAt: Instant;
}

export interface Appointment {
  readonly startsAt: Instant;
  /** When that was said: plans move, and events arrive in any order. Empty while no plan is known. */
  readonly saidAt: Instant;
  /** It was found to be missed. */
  readonly settled: boolean;
  /** It was past when it became known, and is nobody's alarm. */
  readonly past?: boolean;
  /** When a session was last said to have begun, to be missed by the client, to be cancelled. */
  readonly begunAt?: Instant;
  readonly absentAt?: Instant;
  readonly cancelledAt?: Instant;
}

export type RiskFact = FactOf<'risk.detected.v1'>;

export type WatchEvent =
  | {
      readonly type: 'watched';
      readonly level: 'elevated' | 'none';
      readonly until?: Instant;
      readonly at: Instant;
    }
  | {
      readonly type: 'scheduled';
      readonly sessionId: string;
      readonly startsAt: Instant;
      readonly at: Instant;
    }
  | {
      readonly type: 'begun' | 'absent' | 'cancelled' | 'connection-restored';
      readonly sessionId: string;
      readonly at: Instant;
    }
  | {
      readonly type: 'connection-lost';
      readonly eventId: string;
      readonly sessionId: string;
      readonly at: Instant;
    }
  | {
      readonly type: 'connection-unresolved';
      readonly eventId: string;
      readonly sessionId: string;
      readonly lostAt: Instant;
      readonly at: Instant;
    };

export const newClientWatch = (clientId: string): ClientWatch => ({
  clientId,
  level: 'none',
  levelAt: '1970-01-01T00:00:00.000Z',
  appointments: {},
  alarmed: [],
});

/** A clinician said that the client is at elevated risk, and that has not ended. */
export const isElevated = ({ level, until }: ClientWatch, at: Instant): boolean =>
  level === 'elevated' && (until === undefined || at < until);

/** Anyone who confirmed the client's welfare knew of this loss. */
const isAnswered = (incident: Incident | undefined, lostAt: Instant): boolean =>
  (incident?.status === 'welfare-confirmed' || incident?.status === 'closed') &&
  incident.triggers.some(({ at }) => at >= lostAt);

/**
 * What an event means for a client, whose incident is given where there is one: a connection that is lost at elevated risk or
 * in a crisis and does not come back at once is an alarm, and so is one that nobody could make good, where the risk became
 * known only after the loss.
 */
export const observe = (
  watch: ClientWatch,
  event: WatchEvent,
  incident: Incident | undefined,
  policy: CrisisPolicy,
  now: Instant,
): Decided<ClientWatch, RiskFact> | undefined => {
  switch (event.type) {
    case 'watched': {
      if (event.at <= watch.levelAt) return undefined;
      const { until: _, ...rest } = watch;
      const until = event.until ?? plusSeconds(event.at, policy.watchEndsSeconds);
      const state = { ...rest, level: event.level, levelAt: event.at };
      return { state: event.level === 'elevated' ? { ...state, until } : state, facts: [] };
    }
    case 'scheduled': {
      const appointment = planned(watch.appointments[event.sessionId], event, policy, now);
      return appointment && { state: withAppointment(watch, event.sessionId, appointment), facts: [] };
    }
    case 'begun':
      return dated(watch, event, 'begunAt');
    case 'absent': {
      const known = dated(watch, event, 'absentAt');
      // Most often it is due by now: no sweep has to find it.
      return known && (missedSession(known.state, policy, now) ?? known);
    }
    case 'cancelled':
      return dated(watch, event, 'cancelledAt');
    case 'connection-lost': {
      if (watch.alarmed.includes(event.eventId) || isForgotten(event.at, policy, now)) return undefined;
      if (!isInCrisis(incident) && !isElevated(watch, event.at)) return undefined;
      const restoredAt = watch.restored?.[event.sessionId];
      if (restoredAt !== undefined && restoredAt > event.at) return undefined;
      if (watch.losses?.[event.eventId] !== undefined) return undefined;
      const { eventId, sessionId, at } = event;
      const loss = { sessionId, at, dueAt: plusSeconds(at, policy.connectionGraceSeconds) };
      const state = { ...watch, losses: { ...watch.losses, [eventId]: loss } };
      return dueLosses(state, incident, now) ?? { state, facts: [] };
    }
    case 'connection-restored': {
      const back = Object.entries(watch.losses ?? {}).filter(
        ([, { sessionId, at }]) => sessionId === event.sessionId && at < event.at,
      );
      if (back.length === 0 && !isInCrisis(incident) && !isElevated(watch, event.at)) return undefined;
      const restoredAt = watch.restored?.[event.sessionId];
      if (restoredAt !== undefined && restoredAt >= event.at) return undefined;
      const restored = latestOf({ ...watch.restored, [event.sessionId]: event.at });
      const ids = back.map(([eventId]) => eventId);
      return { state: { ...withoutLosses(watch, ids), restored }, facts: [] };
    }
    case 'connection-unresolved': {
      if (watch.alarmed.includes(event.eventId) || isForgotten(event.lostAt, policy, now)) return undefined;
      if (isAnswered(incident, event.lostAt)) return undefined;
      const restoredAt = watch.restored?.[event.sessionId];
      if (restoredAt !== undefined && restoredAt > event.lostAt) return undefined;
      if (!isInCrisis(incident) && !isElevated(watch, event.at)) return undefined;
      return alarm(watch, incident, event);
    }
  }
};

const isInCrisis = (incident: Incident | undefined): boolean =>
  incident !== undefined && incident.status !== 'closed';

/** By now somebody knows how the session ended: an outage that long is no reason to page for each of its losses. */
const isForgotten = (lostAt: Instant, { lateLossSeconds }: CrisisPolicy, now: Instant): boolean =>
  plusSeconds(lostAt, lateLossSeconds) < now;

type LossType = 'connection-lost' | 'connection-unresolved';

const alarm = (
  watch: ClientWatch,
  incident: Incident | undefined,
  { type, eventId, sessionId }: { type: LossType; eventId: string; sessionId: string },
): Decided<ClientWatch, RiskFact> => {
  const trigger = `${type}-${isInCrisis(incident) ? 'in-crisis' : 'at-risk'}`;
  const alarmed = [...watch.alarmed, eventId].slice(-rememberedAlarms);
  return { state: { ...watch, alarmed }, facts: [detected(watch.clientId, trigger, sessionId)] };
};

/** The connections that did not come back in time. */
export const dueLosses = (
  watch: ClientWatch,
  incident: Incident | undefined,
  now: Instant,
): Decided<ClientWatch, RiskFact> | undefined => {
  const due = Object.entries(watch.losses ?? {}).filter(([, { dueAt }]) => dueAt <= now);
  if (due.length === 0) return undefined;
  return due.reduce<Decided<ClientWatch, RiskFact>>(
    ({ state, facts }, [eventId, { sessionId }]) => {
      const lost = { type: 'connection-lost', eventId, sessionId } as const;
      const decided = alarm(withoutLosses(state, [eventId]), incident, lost);
      return { state: decided.state, facts: [...facts, ...decided.facts] };
    },
    { state: watch, facts: [] },
  );
};

const withoutLosses = ({ losses = {}, ...watch }: ClientWatch, eventIds: readonly string[]): ClientWatch => {
  const others = Object.entries(losses).filter(([eventId]) => !eventIds.includes(eventId));
  return others.length === 0 ? watch : { ...watch, losses: Object.fromEntries(others) };
};

/** More than a bad line breaks off in the days in which an event may still come again. */
const rememberedAlarms = 50;

/** The session that should have begun by now, of a client at elevated risk. */
export const missedSession = (
  watch: ClientWatch,
  policy: CrisisPolicy,
  now: Instant,
): Decided<ClientWatch, RiskFact> | undefined => {
  const due = awaited(watch, policy).find(
    ([, { startsAt }]) => plusSeconds(startsAt, policy.missedAfterSeconds) <= now,
  );
  if (due === undefined) return undefined;
  const [sessionId, appointment] = due;
  const state = withAppointment(watch, sessionId, { ...appointment, settled: true });
  const facts = isElevated(watch, appointment.startsAt)
    ? [detected(watch.clientId, 'session-missed-at-risk', sessionId)]
    : [];
  return { state, facts };
};

/** When to look whether a connection is back, and, for a client at elevated risk, whether the next session has begun. */
export const watchDeadline = (watch: ClientWatch, policy: CrisisPolicy): Instant | undefined =>
  [
    ...Object.values(watch.losses ?? {}).map(({ dueAt }) => dueAt),
    ...(watch.level === 'none' ? [] : awaited(watch, policy)).map(([, { startsAt }]) =>
      plusSeconds(startsAt, policy.missedAfterSeconds),
    ),
  ].sort()[0];

const awaited = ({ appointments }: ClientWatch, policy: CrisisPolicy) =>
  Object.entries(appointments).filter(
    ([, it]) => !it.settled && it.past !== true && !isCancelled(it) && !hasBegun(it, policy),
  );

const isCancelled = ({ saidAt, cancelledAt }: Appointment): boolean =>
  cancelledAt !== undefined && cancelledAt >= saidAt;

/** A start so long before the plan was another plan's: the session has moved since. */
const earliestBeginSeconds = 3600;

/** Somebody is there, and it was not found later that the client is absent; what is said in the same instant is later. */
const hasBegun = ({ startsAt, begunAt, absentAt }: Appointment, policy: CrisisPolicy): boolean => {
  if (begunAt === undefined || begunAt < plusSeconds(startsAt, -earliestBeginSeconds)) return false;
  const latest = plusSeconds(startsAt, policy.missedAfterSeconds + policy.lateAppointmentSeconds);
  return absentAt === undefined || absentAt < begunAt || absentAt > latest;
};

/** The appointment after a statement about its start; nothing where that is no news. */
const planned = (
  known: Appointment | undefined,
  { startsAt, at }: { readonly startsAt: Instant; readonly at: Instant },
  policy: CrisisPolicy,
  now: Instant,
): Appointment | undefined => {
  const missedFrom = plusSeconds(startsAt, policy.missedAfterSeconds);
  const isPast = at >= missedFrom || now > plusSeconds(missedFrom, policy.lateAppointmentSeconds);
  if (known === undefined || known.saidAt === '')
    return { ...known, startsAt, saidAt: at, settled: false, past: isPast };
  if (known.startsAt !== startsAt)
    return at > known.saidAt ? { ...known, startsAt, saidAt: at, settled: false, past: isPast } : undefined;
  // It was known in time if any of the statements was.
  const past = known.past === true && isPast;
  if (at <= known.saidAt && past === (known.past === true)) return undefined;
  return { ...known, saidAt: at > known.saidAt ? at : known.saidAt, past };
};

const dated = (
  watch: ClientWatch,
  { sessionId, at }: { readonly sessionId: string; readonly at: Instant },
  name: 'begunAt' | 'absentAt' | 'cancelledAt',
): Decided<ClientWatch, RiskFact> | undefined => {
  const known = watch.appointments[sessionId] ?? { startsAt: at, saidAt: '', settled: false, past: true };
  const before = known[name];
  if (before !== undefined && before >= at) return undefined;
  return { state: withAppointment(watch, sessionId, { ...known, [name]: at }), facts: [] };
};

/** A year of weekly sessions: far more than may still arrive out of order. */
const rememberedAppointments = 50;

const withAppointment = (watch: ClientWatch, sessionId: string, appointment: Appointment): ClientWatch => {
  const all = Object.entries({ ...watch.appointments, [sessionId]: appointment });
  const kept = all.sort(([, a], [, b]) => (a.startsAt < b.startsAt ? -1 : 1)).slice(-rememberedAppointments);
  return { ...watch, appointments: Object.fromEntries(kept) };
};

const latestOf = (instants: Readonly<Record<string, Instant>>): Readonly<Record<string, Instant>> =>
  Object.fromEntries(
    Object.entries(instants)
      .sort(([, a], [, b]) => (a < b ? -1 : 1))
      .slice(-rememberedAppointments),
  );

const detected = (clientId: string, trigger: string, sessionId: string): RiskFact => ({
  type: 'risk.detected.v1',
  data: { clientId, sessionId, trigger },
});
