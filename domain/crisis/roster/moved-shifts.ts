import { type Instant, plusSeconds } from '../../instant.ts';
import { shiftsBetween } from './on-call.ts';
import type { RosterDefinition } from './roster.ts';

const lookAheadDays = 30;

/**
 * Whose shifts of the next 30 days are others in the new roster than in the old one. Anyone who comes on or goes off by the
 * change itself hears that as a hand-off; here counts what is still to come, and when a shift that is on will end.
 */
export const movedShifts = (
  before: RosterDefinition,
  after: RosterDefinition,
  now: Instant,
): readonly string[] => {
  const [old, fresh] = [before, after].map((roster) => turnsOf(roster, now)) as [Turns, Turns];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((staffId) => {
      const [was, is] = [old, fresh].map((turns) => split(turns.get(staffId) ?? [], now)) as [Split, Split];
      const endMoved = was.endsAt !== undefined && is.endsAt !== undefined && was.endsAt !== is.endsAt;
      return endMoved || was.later !== is.later;
    })
    .sort();
};

interface Turn {
  readonly from: Instant;
  readonly until: Instant;
}
type Turns = ReadonlyMap<string, readonly Turn[]>;

/** When each person is on call in whichever schedule, turns that touch as one. */
const turnsOf = ({ schedules = [], quiet }: RosterDefinition, now: Instant): Turns => {
  const all = new Map<string, Turn[]>();
  for (const schedule of schedules)
    for (const { from, until, onCall } of shiftsBetween(
      schedule,
      quiet,
      now,
      plusSeconds(now, lookAheadDays * 86_400),
    ))
      for (const staffId of onCall.staffIds) all.set(staffId, [...(all.get(staffId) ?? []), { from, until }]);
  return new Map([...all].map(([staffId, turns]) => [staffId, joined(turns)]));
};

const joined = (turns: readonly Turn[]): readonly Turn[] => {
  const whole: Turn[] = [];
  for (const turn of [...turns].sort((a, b) => a.from.localeCompare(b.from))) {
    const last = whole.at(-1);
    if (last === undefined || last.until < turn.from) whole.push(turn);
    else if (last.until < turn.until) whole[whole.length - 1] = { ...last, until: turn.until };
  }
  return whole;
};

interface Split {
  readonly endsAt?: Instant;
  readonly later: string;
}

const split = (turns: readonly Turn[], now: Instant): Split => {
  const on = turns.find(({ from }) => from <= now);
  const later = turns.filter(({ from }) => from > now).map(({ from, until }) => `${from}/${until}`);
  return { ...(on === undefined ? {} : { endsAt: on.until }), later: later.join() };
};
