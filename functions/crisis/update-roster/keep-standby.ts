import { standbyOf } from '../../../domain/crisis/roster/standby.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import { rosterKey } from '../keys.ts';
import { numberOf, type Phones } from '../phones.ts';
import type { StandbyWriter } from '../standby.ts';

interface Dependencies extends Pick<Phones, 'records' | 'vault'> {
  readonly aggregates: Aggregates;
  readonly standby: StandbyWriter;
}

/**
 * Writes the standby numbers of the roster in force. A newer roster may come into force meanwhile, and its numbers may have
 * been written first: the last writer looks again, so that those of the roster in force remain.
 */
export const keepStandby = async (dependencies: Dependencies, tenantId: string): Promise<void> => {
  const { aggregates, standby } = dependencies;
  let written: string | undefined;
  for (;;) {
    const roster = (await aggregates.load(rosterKey(tenantId)))?.state;
    if (roster === undefined || roster.eventId === written) return;
    const found = await Promise.all(
      standbyOf(roster.definition).map((staffId) => numberOf(dependencies, tenantId, roster, staffId)),
    );
    await standby.save(
      tenantId,
      found.flatMap((phone) => ('number' in phone ? [phone.number] : [])),
    );
    written = roster.eventId;
  }
};
