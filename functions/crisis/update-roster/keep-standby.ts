import { standbyOf } from '../../../domain/crisis/roster/standby.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import { rosterKey } from '../keys.ts';
import { phonesOf, voiceFor } from '../published-roster.ts';
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
    const phones = standbyOf(roster.definition).flatMap((staffId) => {
      const named = phonesOf(roster, staffId);
      return (named.length > 0 ? named : [roster]).map((phone) => ({ staffId, phone }));
    });
    const found = await Promise.all(
      phones.map(async ({ staffId, phone }): Promise<StandbyPhone[]> => {
        const opened = await numberOf(dependencies, tenantId, phone, staffId);
        return 'number' in opened ? [{ ...opened, voice: voiceFor(roster, staffId) }] : [];
      }),
    );
    await standby.save(tenantId, found.flat());
    written = wanted;
  }
};
