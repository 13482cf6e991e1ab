import { isLost } from './connection.ts';
import { consentsOf } from './consent.ts';
import type { Participant, Parties } from './decide-clearance.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import type { ClearancePolicy } from './policy.ts';
import { participantsOf, seenBy } from './participants.ts';
import { checkInEndsAt, overAt, type Session } from './session.ts';

const daySeconds = 24 * 3600;

/** What could not be read now may be read in a minute. */
const tryAgainSeconds = 60;

/** A session that is still open this long after its start is no longer rechecked every day. */
const forgottenAfterDays = 30;

/**
 * When the passing of time alone may change something about this session: a consent or licence that begins or ends, a
 * call that is due. At the latest after a day, for what policy and birthdays change; nothing once it is over and no
 * review is open.
 */
export const nextLook = (
  session: Session,
  { client, clinician, birthDate, others = {} }: Parties,
  policy: ClearancePolicy,
  now: Instant,
): Instant | undefined => {
  const { breakGlass, placeReview, startedAt } = session;
  const participants = [{ client, birthDate }, ...Object.values(others)];
  const checkIns = participantsOf(session).map((clientId) => seenBy(session, clientId).checkIn);
  const review = breakGlass?.review.status === 'open' ? [breakGlass.review.remindAt] : [];
  const registered = clinician?.registered;
  const open = [
    ...(isForgotten(session, now) ? [] : [plusSeconds(now, daySeconds)]),
    ...connectionSteps(session, policy),
    ...checkIns.flatMap((checkIn) =>
      checkIn === undefined || startedAt !== undefined ? [] : [checkInEndsAt(checkIn, policy)],
    ),
    ...participants.flatMap(timesOf),
    ...(participants.some((each) => each.birthDate.status === 'unreadable')
      ? [plusSeconds(now, tryAgainSeconds)]
      : []),
    ...[...(registered?.licences ?? []), ...(registered?.privileges ?? [])].flatMap((right) => [
      right.validFrom,
      right.validUntil,
    ]),
    registered?.telehealthTrainingUntil,
    placeReview?.remindAt,
    ...(client?.reviews ?? []).map(({ until }) => until),
  ];
  return [...review, ...(overAt(session) === undefined ? open : [])]
    .filter((at): at is Instant => at !== undefined && at > now)
    .reduce<Instant | undefined>((first, at) => (first === undefined || at < first ? at : first), undefined);
};

/** When what a participant, or somebody for them, has said begins or ends. */
const timesOf = ({ client }: Participant): readonly (Instant | undefined)[] => [
  ...consentsOf(client?.consents ?? {}).flatMap(([, { grant }]) => [grant?.validFrom, grant?.validUntil]),
  ...Object.values(client?.denials ?? {}).map(({ validUntil }) => validUntil),
];

const isForgotten = ({ scheduled, startedAt }: Session, now: Instant): boolean => {
  const from = startedAt ?? scheduled?.startsAt;
  return from !== undefined && plusSeconds(from, forgottenAfterDays * daySeconds) < now;
};

const connectionSteps = ({ connection }: Session, { connection: limits }: ClearancePolicy): Instant[] => {
  if (!isLost(connection) || connection.givenUpAt !== undefined) return [];
  const fallbackDue = plusSeconds(connection.lostAt, limits.graceSeconds);
  return [fallbackDue, plusSeconds(fallbackDue, limits.fallbackSeconds)];
};
