import { isNewer } from './client.ts';
import type { Clearance } from './decide-clearance.ts';
import type { Instant } from '../instant.ts';

/** A session as far as it is known; each part may arrive before the others. */
export interface Session {
  readonly sessionId: string;
  readonly clientId: string;
  readonly scheduled?: {
    readonly at: Instant;
    readonly eventId: string;
    readonly clinicianId: string;
    readonly startsAt: Instant;
  };
  /** Where the client is today. Address and local emergency number stay sealed in `safetyRecordId`. */
  readonly checkIn?: {
    readonly at: Instant;
    readonly eventId: string;
    readonly jurisdiction: string;
    readonly privatePlace: boolean;
    readonly safetyRecordId: string;
  };
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  readonly connectionLostAt?: Instant;
  /** The clearance last decided. */
  readonly clearance?: Clearance;
}

export type SessionEvent =
  | {
      readonly type: 'scheduled';
      readonly at: Instant;
      readonly eventId: string;
      readonly clinicianId: string;
      readonly startsAt: Instant;
    }
  | {
      readonly type: 'checked-in';
      readonly at: Instant;
      readonly eventId: string;
      readonly jurisdiction: string;
      readonly privatePlace: boolean;
      readonly safetyRecordId: string;
    }
  | { readonly type: 'started'; readonly at: Instant }
  | { readonly type: 'connection-lost'; readonly at: Instant }
  | { readonly type: 'ended'; readonly at: Instant };

export const newSession = (sessionId: string, clientId: string): Session => ({ sessionId, clientId });

/** The session after an event; the same events lead to the same session, whatever their order and however often they come. */
export const applyToSession = (session: Session, event: SessionEvent): Session => {
  switch (event.type) {
    case 'scheduled': {
      const { type: _, ...scheduled } = event;
      return isNewer(scheduled, session.scheduled) ? { ...session, scheduled } : session;
    }
    case 'checked-in': {
      const { type: _, ...checkIn } = event;
      return isNewer(checkIn, session.checkIn) ? { ...session, checkIn } : session;
    }
    case 'started':
      return session.startedAt !== undefined && session.startedAt <= event.at
        ? session
        : { ...session, startedAt: event.at };
    case 'connection-lost':
      return session.connectionLostAt !== undefined && session.connectionLostAt >= event.at
        ? session
        : { ...session, connectionLostAt: event.at };
    case 'ended':
      return session.endedAt !== undefined && session.endedAt >= event.at
        ? session
        : { ...session, endedAt: event.at };
  }
};

/** A session needs a clearance from check-in (or a start without one) until it has ended. */
export const needsClearance = (session: Session): boolean =>
  session.endedAt === undefined && (session.checkIn !== undefined || session.startedAt !== undefined);
