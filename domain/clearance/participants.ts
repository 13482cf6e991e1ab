import type { FactOf } from '../../events/facts.ts';
import { type Dated, isNewer } from '../dated.ts';
import type { Instant } from '../instant.ts';
import type { Course, LostConnection, Plan, Session } from './session.ts';

/** In place of a client, for events that name nobody: they concern all who take part. */
export const everybody = '*';

/** What a session that is known under one client only says about it. */
export const courseOf = (session: Session): Course => {
  const { sessionId: _, clientId: __, courses: ___, breakGlass: ____, ...rest } = session;
  const { placeReview: _____, clearance: ______, forecast: _______, ...stated } = rest;
  const { nextReviewAt: ________, ...course } = stated;
  return course;
};

/**
 * Who takes part: the client, and whom the plan names. Before there is a plan, everybody whom an event has named: each
 * must be cleared until the plan says who takes part.
 */
export const participantsOf = ({
  clientId,
  scheduled,
  courses = {},
}: {
  readonly clientId: string;
  readonly scheduled?: Pick<Plan, 'participantIds'> | undefined;
  readonly courses?: Readonly<Record<string, Course>> | undefined;
}): readonly string[] => {
  const others =
    scheduled === undefined
      ? Object.keys(courses).filter((id) => id !== everybody)
      : scheduled.participantIds;
  return others === undefined ? [clientId] : [...new Set([clientId, ...[...others].sort()])];
};

/** The session as it is for one participant: with their own check-in. */
export const seenBy = (session: Session, clientId: string): Session => {
  if (clientId === session.clientId) return session;
  const { checkIn: _, ...rest } = session;
  const checkIn = session.courses?.[clientId]?.checkIn;
  return { ...rest, clientId, ...(checkIn === undefined ? {} : { checkIn }) };
};

/**
 * A session belongs to the client of its first plan. The newest plan that includes them counts, and what those said who
 * take part by it; what anybody else said has no effect.
 */
export const takeTogether = (session: Session, courses: Readonly<Record<string, Course>>): Session => {
  const owner = ownerIn(courses);
  const known = courseOf(session);
  const scheduled = planIn(courses, owner);
  const taking = participantsOf({ clientId: owner, scheduled, courses });
  const all = [...taking, everybody].flatMap((clientId) => courses[clientId] ?? []);
  const { firstPlanned, checkIn } = courses[owner] ?? {};
  const course = {
    scheduled,
    firstPlanned,
    checkIn,
    startedAt: first(all.map(({ startedAt }) => startedAt)),
    resumedAt: last(all.map(({ resumedAt }) => resumedAt)),
    endedAt: last(all.map(({ endedAt }) => endedAt)),
    calledOff: newest(all.map(({ calledOff }) => calledOff)),
    connection: connectionIn(all, known.connection),
  };
  const { sessionId, breakGlass, placeReview, clearance, forecast, nextReviewAt } = session;
  return withoutGaps({
    sessionId,
    clientId: owner,
    ...course,
    courses,
    breakGlass,
    placeReview,
    clearance,
    forecast,
    nextReviewAt,
  });
};

const withoutGaps = (session: {
  readonly [Name in keyof Required<Session>]: Session[Name] | undefined;
}): Session =>
  Object.fromEntries(
    Object.entries(session).filter(([, value]) => value !== undefined),
  ) as unknown as Session;

/** Of several first plans the earliest; without a plan, the smallest id, so that the order of events has no say. */
const ownerIn = (courses: Readonly<Record<string, Course>>): string => {
  const clients = Object.keys(courses)
    .filter((id) => id !== everybody)
    .sort();
  const planned = clients.flatMap((clientId) => {
    const course = courses[clientId];
    const plan = course?.firstPlanned ?? course?.scheduled;
    return plan === undefined ? [] : [{ clientId, plan }];
  });
  return planned.length === 0
    ? (clients[0] ?? everybody)
    : planned.reduce((one, other) => (isNewer(one.plan, other.plan) ? other : one)).clientId;
};

const planIn = (courses: Readonly<Record<string, Course>>, owner: string): Plan | undefined =>
  newest(
    Object.entries(courses).map(([clientId, { scheduled }]) => {
      if (scheduled === undefined || clientId === owner) return scheduled;
      const others = scheduled.participantIds ?? [];
      if (!others.includes(owner)) return undefined;
      // As its owner would have planned it.
      return { ...scheduled, participantIds: [...others.filter((id) => id !== owner), clientId].sort() };
    }),
  );

const newest = <D extends Dated>(dated: readonly (D | undefined)[]): D | undefined =>
  dated.reduce((known, each) => (each !== undefined && isNewer(each, known) ? each : known), undefined);

const first = (all: readonly (Instant | undefined)[]): Instant | undefined =>
  all.filter((at) => at !== undefined).sort()[0];
const last = (all: readonly (Instant | undefined)[]): Instant | undefined =>
  all
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);

/** The last loss that counts, with what was already done about it. */
const connectionIn = (
  all: readonly Course[],
  known: LostConnection | undefined,
): LostConnection | undefined => {
  const lost = all
    .flatMap(({ connection }) => connection ?? [])
    .map(({ lostAt, party }) => ({ lostAt, party }))
    .sort((one, other) => (`${one.lostAt} ${one.party}` < `${other.lostAt} ${other.party}` ? -1 : 1))
    .at(-1);
  if (lost === undefined) return undefined;
  const restoredAt = last(all.map(({ connection }) => connection?.restoredAt));
  const isSame = known !== undefined && known.lostAt === lost.lostAt && known.party === lost.party;
  return {
    ...(isSame ? known : {}),
    ...lost,
    ...(restoredAt === undefined ? {} : { restoredAt }),
  };
};

type Refused = FactOf<'session.event-refused.v1'>;

/** What was said under the id of somebody who does not take part, by a name that is the same for the same event. */
const strangersIn = (
  session: Session,
): readonly {
  readonly clientId: string;
  readonly about: Refused['data']['about'];
  readonly at: Instant;
}[] => {
  const { courses, scheduled } = session;
  if (courses === undefined || scheduled === undefined) return [];
  const taking = participantsOf(session);
  return Object.entries(courses).flatMap(([clientId, course]) => {
    if (clientId === everybody || taking.includes(clientId)) return [];
    const said = [
      ['scheduled', course.scheduled?.at],
      ['checked-in', course.checkIn?.at],
      ['started', course.startedAt],
      ['resumed', course.resumedAt],
      ['ended', course.endedAt],
      ['called-off', course.calledOff?.at],
      ['connection-lost', course.connection?.lostAt],
    ] as const;
    return said.flatMap(([about, at]) => (at === undefined || at === '' ? [] : [{ clientId, about, at }]));
  });
};

/** A fact for each event of a client who does not take part, whether the plan or the event came first. */
export const strangersSince = (before: Session | undefined, after: Session): readonly Refused[] => {
  const nameOf = ({ clientId, about, at }: ReturnType<typeof strangersIn>[number]): string =>
    [clientId, about, at].join(' ');
  const known = new Set(before === undefined ? [] : strangersIn(before).map(nameOf));
  return strangersIn(after)
    .filter((each) => !known.has(nameOf(each)))
    .map(({ clientId, about }) => ({
      type: 'session.event-refused.v1',
      data: { sessionId: after.sessionId, clientId, about, reason: 'client-not-participant' },
    }));
};
