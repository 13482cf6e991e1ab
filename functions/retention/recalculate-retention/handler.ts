import * as z from 'zod/mini';
import {
  countPage,
  finishRecalculation,
  newRecalculation,
  type Shift,
} from '../../../domain/retention/recalculation.ts';
import { change } from '../../platform/state/aggregates.ts';
import { recalculationKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { ExpiryIndex, ListedRecord, RecordKey } from '../../platform/sealing/records.ts';
import { previewRetention, setRetention, type RetentionDependencies } from '../set-retention.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, messageOr, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { recalculateRetention } from './function.ts';

type Subscribed = TakenOf<(typeof recalculateRetention.subscribes)[number]>;

/** Asks for the next page of a job. */
const nextPage = z.object({
  recalculationPage: z.number(),
  tenantId: z.string(),
  jobId: z.string(),
  dryRun: z.boolean(),
  startedAt: z.string(),
  cursor: z.optional(z.string()),
});

export type NextPage = Readonly<z.infer<typeof nextPage>>;

export interface Dependencies extends ConsumerDependencies, RetentionDependencies {
  readonly expiry: Pick<ExpiryIndex, 'page'>;
  /** Records without a date, by tenant: the rest of what a new policy may change. */
  readonly unresolved: (tenantId: string) => Promise<readonly RecordKey[]>;
  readonly next: (page: NextPage) => Promise<void>;
  readonly now: Now;
}

/**
 * Decides all dates of a tenant again, after the policy changed: first, as a dry run, it only says what would change. One
 * message is one page; a page that is delivered twice, or whose run died anywhere, is counted once. What has no date yet is reached when care ends.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, messageOr(nextPage, factOf(recalculateRetention.subscribes)), (message) =>
    restamp(dependencies, 'recalculationPage' in message ? message : firstPage(message)),
  );

const firstPage = ({ tenantId, at, data }: Subscribed): NextPage => ({
  recalculationPage: 0,
  tenantId,
  jobId: data.jobId,
  dryRun: data.dryRun,
  startedAt: at,
});

const restamp = async (dependencies: Dependencies, page: NextPage): Promise<void> => {
  const { aggregates, records, expiry, unresolved, policy, next, now: clock, log } = dependencies;
  const { tenantId, jobId, dryRun } = page;
  const now = clock();
  const key = recalculationKey(tenantId, jobId);
  const known = (await aggregates.load(key))?.state;
  // Another delivery of this page has gone on from here already.
  if (known?.status === 'finished' || (known?.page ?? 0) > page.recalculationPage + 1) return;

  const { records: dated, cursor } = await expiry.page(tenantId, page.cursor);
  // A record that this job has just dated is met again in the index, and found unchanged.
  const undated = page.recalculationPage === 0 ? await unresolved(tenantId) : [];
  const examined: { record: ListedRecord; shift: Shift }[] = [];
  for (const recordKey of [...undated, ...dated]) {
    const record = await records.get(recordKey);
    if (record === undefined) continue;
    examined.push({ record, shift: (await previewRetention(dependencies, record, now)).shift });
  }
  const shifts = examined.map(({ record: { recordId }, shift }) => ({ recordId, shift }));
  await change(aggregates, key, now, (job) => {
    const before = job ?? newRecalculation(jobId, dryRun, policy.version);
    const state = countPage(before, { number: page.recalculationPage, shifts });
    return state === before ? undefined : { decided: { state, facts: [] } };
  });
  for (const { record, shift } of examined) {
    if (!dryRun && shift !== 'unchanged') await setRetention(dependencies, record, now);
  }
  // Asked for after this page is counted, since pages count in order; a run that dies in between asks when it is repeated.
  if (cursor !== undefined) await next({ ...page, recalculationPage: page.recalculationPage + 1, cursor });
  else {
    await change(aggregates, key, now, (job) => {
      const decided = job && finishRecalculation(job);
      return decided && { decided };
    });
  }
  log.info('page-restamped', { jobId, page: page.recalculationPage, records: shifts.length, dryRun });
};
