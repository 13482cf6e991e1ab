import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import type { Retention } from './retain-until.ts';
import { sameRetention } from '../records/sealed-record.ts';

/** What happened to records when their dates were decided again, or would have happened. */
export interface Tally {
  readonly examined: number;
  readonly later: number;
  readonly earlier: number;
  readonly otherwise: number;
  readonly unchanged: number;
}

const emptyTally: Tally = { examined: 0, later: 0, earlier: 0, otherwise: 0, unchanged: 0 };

/** A job that decides all dates of a tenant again, page after page: it goes on from `cursor`, even after an interruption. */
export interface Recalculation {
  readonly jobId: string;
  readonly dryRun: boolean;
  readonly policyVersion: string;
  readonly page: number;
  readonly tally: Tally;
  readonly status: 'running' | 'finished';
  /** Records whose date would come earlier: the ones that somebody should look at before the job runs in earnest. */
  readonly earlierExamples: readonly string[];
}

export type RestampFact = FactOf<'retention.recalculated.v1'>;

export type Shift = 'later' | 'earlier' | 'otherwise' | 'unchanged';

/** How a decision differs from the one before. */
export const shiftBetween = (before: Retention | undefined, after: Retention): Shift => {
  if (before === undefined) return 'otherwise';
  if (before.status === 'until' && after.status === 'until') {
    if (after.expiresAt > before.expiresAt) return 'later';
    if (after.expiresAt < before.expiresAt) return 'earlier';
  }
  return sameRetention(before, after) ? 'unchanged' : 'otherwise';
};

export const newRecalculation = (jobId: string, dryRun: boolean, policyVersion: string): Recalculation => ({
  jobId,
  dryRun,
  policyVersion,
  page: 0,
  tally: emptyTally,
  status: 'running',
  earlierExamples: [],
});

const mostExamples = 20;

/**
 * The job after one page was examined, before anything of it is stamped: examined after it, a page whose run died would
 * be found unchanged. A page that was counted already changes nothing: it was delivered twice.
 */
export const countPage = (
  job: Recalculation,
  page: {
    readonly number: number;
    readonly shifts: readonly { readonly recordId: string; readonly shift: Shift }[];
  },
): Recalculation => {
  if (job.status === 'finished' || page.number !== job.page) return job;
  const count = (shift: Shift) => page.shifts.filter((each) => each.shift === shift).length;
  const tally: Tally = {
    examined: job.tally.examined + page.shifts.length,
    later: job.tally.later + count('later'),
    earlier: job.tally.earlier + count('earlier'),
    otherwise: job.tally.otherwise + count('otherwise'),
    unchanged: job.tally.unchanged + count('unchanged'),
  };
  const earlier = page.shifts.filter(({ shift }) => shift === 'earlier').map(({ recordId }) => recordId);
  return {
    ...job,
    page: job.page + 1,
    tally,
    earlierExamples: [...job.earlierExamples, ...earlier].slice(0, mostExamples),
  };
};

/** The end of a job, once its last page is stamped: it is said once. */
export const finishRecalculation = (job: Recalculation): Decided<Recalculation, RestampFact> | undefined => {
  if (job.status === 'finished') return undefined;
  const { jobId, dryRun, policyVersion, tally } = job;
  return {
    state: { ...job, status: 'finished' },
    facts: [{ type: 'retention.recalculated.v1', data: { jobId, dryRun, policyVersion, ...tally } }],
  };
};
