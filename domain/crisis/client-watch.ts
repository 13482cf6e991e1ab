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
}

export interface Appointment {
  readonly startsAt: Instant;
  /** When that was said: plans move, and events arrive in any order. */
  readonly saidAt: Instant;
  /** It began, ended, or was found to be missed. */
  readonly settled: boolean;
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
  | { readonly type: 'begun'; readonly sessionId: string; readonly at: Instant }
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
 * in a crisis is an alarm, and so is one that nobody could make good, where the risk became known only after the loss.
 */
export const observe = (
  watch: ClientWatch,
  event: WatchEvent,
  incident: Incident | undefined,
  policy: CrisisPolicy,
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
      const known = watch.appointments[event.sessionId];
      if (known !== undefined && (known.settled || known.saidAt >= event.at)) return undefined;
      const appointment = { startsAt: event.startsAt, saidAt: event.at, settled: false };
      return { state: withAppointment(watch, event.sessionId, appointment), facts: [] };
    }
    case 'begun': {
      const known = watch.appointments[event.sessionId];
      if (known?.settled === true) return undefined;
      const appointment = { startsAt: known?.startsAt ?? event.at, saidAt: event.at, settled: true };
      return { state: withAppointment(watch, event.sessionId, appointment), facts: [] };
    }
    case 'connection-lost':
    case 'connection-unresolved': {
      if (watch.alarmed.includes(event.eventId)) return undefined;
      if (event.type === 'connection-unresolved' && isAnswered(incident, event.lostAt)) return undefined;
      const inCrisis = incident !== undefined && incident.status !== 'closed';
      if (!inCrisis && !isElevated(watch, event.at)) return undefined;
      const trigger = `${event.type}-${inCrisis ? 'in-crisis' : 'at-risk'}`;
      const alarmed = [...watch.alarmed, event.eventId].slice(-rememberedAlarms);
      return { state: { ...watch, alarmed }, facts: [detected(watch.clientId, trigger, event.sessionId)] };
    }
  }
};

/** More than a bad line breaks off in the days in which an event may still come again. */
const rememberedAlarms = 50;

/** The session that should have begun by now, of a client at elevated risk. */
export const missedSession = (
  watch: ClientWatch,
  policy: CrisisPolicy,
  now: Instant,
): Decided<ClientWatch, RiskFact> | undefined => {
  const due = pending(watch).find(
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

/** When to look whether the next session has begun; only for a client at elevated risk. */
export const watchDeadline = (watch: ClientWatch, policy: CrisisPolicy): Instant | undefined =>
  watch.level === 'none'
    ? undefined
    : pending(watch)
        .map(([, { startsAt }]) => plusSeconds(startsAt, policy.missedAfterSeconds))
        .sort()[0];

const pending = ({ appointments }: ClientWatch) =>
  Object.entries(appointments).filter(([, it]) => !it.settled);

/** A year of weekly sessions: far more than may still arrive out of order. */
const rememberedAppointments = 50;

const withAppointment = (watch: ClientWatch, sessionId: string, appointment: Appointment): ClientWatch => {
  const all = Object.entries({ ...watch.appointments, [sessionId]: appointment });
  const kept = all.sort(([, a], [, b]) => (a.startsAt < b.startsAt ? -1 : 1)).slice(-rememberedAppointments);
  return { ...watch, appointments: Object.fromEntries(kept) };
};

const detected = (clientId: string, trigger: string, sessionId: string): RiskFact => ({
  type: 'risk.detected.v1',
  data: { clientId, sessionId, trigger },
});
