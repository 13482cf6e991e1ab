import type { Fact } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, instantAt, plusSeconds } from '../instant.ts';
import { followRooms } from './follow-rooms.ts';
import { judge, type Judgment, type PresencePolicy } from './judge.ts';
import type { Absence, Presence, Published } from './presence.ts';

export interface Settled {
  readonly decided: Decided<Presence>;
  /** The time of the facts: now, or just after all facts before them. */
  readonly at: Instant;
  /** When to look again although nothing happens. */
  readonly deadline?: Instant;
}

/**
 * The facts by which the judgment of now differs from what was published: started, resumed, connection lost and restored,
 * missed, ended. Before the schedule says whose session it is, nothing is derived and nothing is lost.
 */
export const settle = (
  presence: Presence,
  policy: PresencePolicy,
  now: Instant,
  rooms: readonly Presence[] = [],
): Settled => {
  const followed = followRooms(presence, rooms, now);
  const settled = settlePlanned(followed.state, policy, now, rooms);
  const facts = [...followed.facts, ...settled.decided.facts];
  return { ...settled, decided: { state: settled.decided.state, facts } };
};

const settlePlanned = (
  presence: Presence,
  policy: PresencePolicy,
  now: Instant,
  rooms: readonly Presence[],
): Settled => {
  const { scheduled, sessionId } = presence;
  if (scheduled === undefined) return { decided: { state: presence, facts: [] }, at: now };
  const about = { sessionId, clientId: scheduled.clientId };
  const judged = judge(presence, scheduled, rooms, policy, now);
  const at = timeAfter(presence.published.at, now);
  const facts: Fact[] = [];
  let published = presence.published;

  const { stated } = presence;
  // What others state is a fact already.
  const isBegun = phaseIn(judged, now) !== 'waiting' && published.phase === 'waiting';
  if (isBegun && stated.startedAt === undefined) facts.push({ type: 'session.started.v1', data: about });
  const isBack =
    phaseIn(judged, now) === 'running' &&
    published.phase === 'ended' &&
    (judged.lastSign ?? '') > (published.lastSign ?? '');
  const isMet = published.missed !== undefined && judged.metAt !== undefined && judged.metAt <= now;
  if ((isBack && !isStatedBack(presence)) || (isMet && !isBegun))
    facts.push({ type: 'session.resumed.v1', data: about });
  if (isBegun || isBack) published = { ...published, phase: 'running', startedAt: judged.startedAt ?? now };
  if (isMet) published = withoutMissed(published);

  if (published.phase === 'running') {
    const { losses, news, restored } = reviseLosses(
      published,
      judged,
      plusSeconds(now, -policy.pastAfterSeconds),
    );
    for (const { party } of news)
      facts.push({ type: 'session.connection-lost.v1', data: { ...about, party } });
    if (restored) facts.push({ type: 'session.connection-restored.v1', data: about });
    if (losses !== published.losses) published = { ...published, losses };
  }
  const { absence, missedFrom } = judged;
  if (absence !== undefined && missedFrom <= now && !isKnownMissed({ ...presence, published }, absence)) {
    published = { ...published, missed: { startsAt: scheduled.startsAt, reason: absence } };
    facts.push({ type: 'session.missed.v1', data: { ...about, reason: absence } });
  }
  if (published.phase === 'running' && phaseIn(judged, now) !== 'running') {
    published = { ...published, phase: 'ended', losses: {}, lastSign: judged.lastSign ?? now };
    if (judged.endsAt !== stated.endedAt) facts.push({ type: 'session.ended.v1', data: about });
  }
  if (facts.length > 0) published = { ...published, at };
  const { nextAt: before, ...rest } = presence;
  const deadline = nextLook({ ...presence, published }, judged, now);
  const next = deadline === undefined ? {} : { nextAt: deadline };
  const isSame = published === presence.published && deadline === before;
  const state = isSame ? presence : { ...rest, published, ...next };
  return { decided: { state, facts }, at, ...(deadline === undefined ? {} : { deadline }) };
};

const phaseIn = ({ startedAt, endsAt }: Judgment, now: Instant): Published['phase'] => {
  if (startedAt === undefined || startedAt > now) return 'waiting';
  return endsAt !== undefined && endsAt <= now ? 'ended' : 'running';
};

const isStatedBack = ({ stated: { resumedAt, endedAt = '' }, published: { at = '' } }: Presence): boolean =>
  resumedAt !== undefined && resumedAt > endedAt && resumedAt > at;

const timeAfter = (before: Instant | undefined, now: Instant): Instant =>
  before === undefined || before < now ? now : instantAt(Date.parse(before) + 1);

const withoutMissed = ({ missed: _, ...published }: Published): Published => published;

/** A drop that becomes known after hours is no news; it is not forgotten either where it was published in time. */
const reviseLosses = ({ losses: known }: Published, { losses }: Judgment, newerThan: Instant) => {
  const news = losses.filter(({ connectionId, droppedAt }) => {
    const before = known[connectionId];
    return droppedAt >= newerThan && (before === undefined || before < droppedAt);
  });
  const open = losses.filter((loss) => loss.connectionId in known || news.includes(loss));
  const isOpen = new Set(open.map(({ connectionId }) => connectionId));
  const changed = news.length > 0 || Object.keys(known).some((connectionId) => !isOpen.has(connectionId));
  return {
    news,
    restored: open.length === 0 && Object.keys(known).length > 0,
    losses: changed
      ? Object.fromEntries(open.map(({ connectionId, droppedAt }) => [connectionId, droppedAt]))
      : known,
  };
};

/** A session that was missed and then moved can be missed again, and so it is when somebody else turns out to be absent. */
const isKnownMissed = ({ scheduled, stated, published: { missed } }: Presence, absence: Absence): boolean =>
  scheduled === undefined ||
  (missed?.startsAt === scheduled.startsAt && missed.reason === absence) ||
  (stated.missedAt !== undefined && stated.missedAt >= scheduled.startsAt);

/** When time alone changes the judgment. */
const nextLook = (
  presence: Presence,
  { startedAt, endsAt, metAt, absence, missedFrom }: Judgment,
  now: Instant,
): Instant | undefined => {
  const { phase, missed } = presence.published;
  return [
    phase === 'waiting' ? startedAt : undefined,
    phase === 'running' ? endsAt : undefined,
    missed === undefined ? undefined : metAt,
    absence === undefined || isKnownMissed(presence, absence) ? undefined : missedFrom,
  ]
    .filter((at) => at !== undefined && at > now)
    .sort()[0];
};
