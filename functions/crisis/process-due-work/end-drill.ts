import { finishDrill } from '../../../domain/crisis/readiness.ts';
import { change } from '../../platform/state/aggregates.ts';
import { contactMethodKey, drillKey, rosterKey } from '../keys.ts';
import type { Dependencies } from './handler.ts';

/** Ends a drill whose time is over: who answered is read from their phones' lines. */
export const endDrill = async (
  { aggregates, log, now: clock }: Dependencies,
  tenantId: string,
): Promise<void> => {
  const now = clock();
  const drill = (await aggregates.load(drillKey(tenantId)))?.state;
  const lines = (await aggregates.load(rosterKey(tenantId)))?.state.lines ?? {};
  if (drill === undefined) return;
  const answered = new Set<string>();
  for (const staffId of drill.staffIds) {
    const line = lines[staffId];
    const testMessages =
      line === undefined ? [] : ((await aggregates.load(contactMethodKey(line)))?.state.testMessages ?? []);
    if (
      testMessages.some(
        (it) => it.purpose === 'drill' && it.sentAt >= drill.startedAt && it.answeredAt !== undefined,
      )
    )
      answered.add(staffId);
  }
  let silent = 0;
  await change(aggregates, drillKey(tenantId), now, (known) => {
    const decided = known && finishDrill(known, answered, now);
    silent = decided === undefined ? 0 : drill.staffIds.length - answered.size;
    return decided && { decided };
  });
  if (silent > 0) log.count('DrillUnanswered', silent);
  log.info('drill-ended', { tenantId, silent });
};
