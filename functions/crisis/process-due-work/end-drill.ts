import { drilledPhones, type DrilledPhones, finishDrill } from '../../../domain/crisis/readiness.ts';
import { change } from '../../platform/state/aggregates.ts';
import { contactMethodKey, drillKey, rosterKey } from '../keys.ts';
import { phonesOf } from '../published-roster.ts';
import type { Dependencies } from './handler.ts';

/** Ends a drill whose time is over: who answered is read from their phones' lines. */
export const endDrill = async (
  { aggregates, log, now: clock }: Dependencies,
  tenantId: string,
): Promise<void> => {
  const now = clock();
  const drill = (await aggregates.load(drillKey(tenantId)))?.state;
  const roster = (await aggregates.load(rosterKey(tenantId)))?.state;
  if (drill === undefined) return;
  const phones: DrilledPhones[] = [];
  for (const staffId of drill.staffIds) {
    const tests = [];
    for (const { line } of roster === undefined ? [] : phonesOf(roster, staffId))
      tests.push((await aggregates.load(contactMethodKey(line)))?.state.testMessages ?? []);
    phones.push(drilledPhones({ tenantId, staffId }, tests, drill.startedAt));
  }
  let silent = 0;
  await change(aggregates, drillKey(tenantId), now, (known) => {
    const decided = known && finishDrill(known, phones, now);
    silent = decided === undefined ? 0 : phones.filter(({ answered }) => answered === 0).length;
    return decided && { decided };
  });
  if (silent > 0) log.count('DrillUnanswered', silent);
  log.info('drill-ended', { tenantId, silent });
};
