import * as z from 'zod';
import type { StageClock, Turn } from '../clock.ts';
import { addDuration } from '../duration.ts';
import type { OpenIncidents } from '../open-incidents.ts';
import type { Activity } from '../service.ts';
import { BadRequest, type Endpoint } from './request.ts';

/** A longer turn while an incident is open asks first. */
const longestTurnUnaskedMs = 24 * 3_600_000;

const advanceBody = z.strictObject({
  duration: z.string(),
  /** Stop at most once an hour; without it, a long turn with an open incident is refused. */
  thin: z.union([z.boolean(), z.stringbool()]).optional(),
  /** Answer when the clock has been turned; the page's forms do not wait. */
  wait: z.union([z.boolean(), z.stringbool()]).optional(),
});

/** The clock as the control plane and the page show it. */
export interface ShownClock {
  readonly now: string;
  readonly openIncidents: number;
  readonly turning?: {
    readonly from: string;
    readonly until: string;
    readonly percent: number;
    readonly stops: number;
    readonly thin: boolean;
  };
}

interface Surroundings {
  readonly clock: StageClock;
  readonly activity: Activity;
  readonly openIncidents: OpenIncidents;
}

export function createClockEndpoints({ clock, activity, openIncidents }: Surroundings) {
  const iso = (moment: number) => new Date(moment).toISOString();

  function show(): ShownClock {
    const turn = clock.turning();
    return {
      now: iso(clock.now()),
      openIncidents: openIncidents.count(),
      ...(turn && { turning: shownTurn(turn) }),
    };
  }

  function shownTurn({ from, until, stops, thin }: Turn) {
    const percent = Math.min(100, Math.floor((100 * (clock.now() - from)) / Math.max(1, until - from)));
    return { from: iso(from), until: iso(until), percent, stops, thin };
  }

  function refuseUnasked(duration: string, byMs: number, thin: boolean | undefined): void {
    const open = openIncidents.count();
    if (thin !== undefined || byMs <= longestTurnUnaskedMs || open === 0) return;
    throw new BadRequest(
      `${duration} is longer than 24 hours and ${open} ${open === 1 ? 'incident is' : 'incidents are'} open: people ` +
        'are paged again and again until somebody takes it. Close it first, or choose: thin=true stops the clock at ' +
        'most once an hour, so that schedules and pages run at most once an hour; thin=false plays every page, which ' +
        'can take hours.',
      409,
      { openIncidents: open, choices: [{ thin: true }, { thin: false }] },
    );
  }

  const advance: Endpoint = async ({ body }) => {
    const { duration, thin, wait = true } = body(advanceBody);
    const byMs = durationOf(duration, clock.now());
    refuseUnasked(duration, byMs, thin);
    const turned = clock.advance(byMs, { rest: () => activity.idle(), thin: thin ?? false });
    if (!wait) {
      turned.catch((error: unknown) => console.error(error));
      return show();
    }
    const outcome = await turned;
    const thinned =
      'The clock stopped at most once an hour: schedules and delayed messages ran late, together.';
    return { ...show(), outcome, ...(thin === true && { thinned }) };
  };

  const endpoints: Readonly<Record<string, Endpoint>> = {
    'GET /clock': show,
    'POST /clock/advance': advance,
    'POST /clock/cancel': () => {
      if (!clock.cancel()) throw new BadRequest('The clock is not being turned', 409);
      return show();
    },
    'POST /idle': async () => {
      await activity.idle();
      return show();
    },
  };
  return { endpoints, show };
}

function durationOf(duration: string, now: number): number {
  try {
    const byMs = addDuration(now, duration) - Math.floor(now);
    if (byMs >= 0) return byMs;
  } catch {
    // Explained below.
  }
  throw new BadRequest('duration is an ISO 8601 duration such as PT10M, P1DT2H, P1M or P7Y');
}
