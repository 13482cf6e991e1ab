import { standbyOf } from '../../../domain/crisis/roster/standby.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import { rosterKey } from '../keys.ts';
import { voiceFor } from '../published-roster.ts';
import { numberOf, type Phones } from '../phones.ts';
import type { StandbyPhone, StandbyWriter } from '../standby.ts';

interface Dependencies extends Pick<Phones, 'records' | 'vault'> {
  readonly aggregates: Aggregates;
  readonly standby: StandbyWriter;
}

/**
 * Writes the standby numbers of the roster in force. A newer roster may come into force meanwhile, and its numbers may have
 * been written first: the last writer looks again, so that those of the roster in force remain. The same holds for profiles.
 */
export const keepStandby = async (dependencies: Dependencies, tenantId: string): Promise<void> => {
  const { aggregates, standby } = dependencies;
  let written: string | undefined;
  for (;;) {
    const roster = (await aggregates.load(rosterKey(tenantId)))?.state;
    if (roster === undefined) return;
    const wanted = JSON.stringify([roster.eventId, roster.profiles]);
    if (wanted === written) return;
    const found = await Promise.all(
      standbyOf(roster.definition).map(async (staffId): Promise<StandbyPhone[]> => {
        const phone = await numberOf(dependencies, tenantId, roster, staffId);
        return 'number' in phone ? [{ ...phone, voice: voiceFor(roster, staffId) }] : [];
      }),
    );
    await standby.save(tenantId, found.flat());
    written = wanted;
  }
};
