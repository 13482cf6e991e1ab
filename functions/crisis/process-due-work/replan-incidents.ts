import { latestCodes } from '../../../domain/crisis/contact-method.ts';
import { contactMethodKey, rosterKey } from '../keys.ts';
import { allPhonesOf, type PublishedRoster } from '../published-roster.ts';
import type { Dependencies } from './handler.ts';
import { openAmong } from './open-among.ts';

/** So many at a time: one after the other, hundreds would take longer than a page may wait. */
const atOnce = 25;

/**
 * Has every open incident of the tenant look at a new roster: each phone that was paged knows its incidents. One that
 * paged nobody yet looks at the roster every minute by itself.
 */
export const replanIncidents = async (dependencies: Dependencies, tenantId: string): Promise<void> => {
  const { aggregates, escalation, log } = dependencies;
  const roster = (await aggregates.load(rosterKey(tenantId)))?.state;
  if (roster?.replanUntil === undefined) return;
  const entries = await entriesOf(dependencies, tenantId, roster);
  const open = await openAmong(aggregates, entries);
  const waiting = entries.filter(({ incidentId }) => open.has(incidentId));
  for (let start = 0; start < waiting.length; start += atOnce)
    await Promise.all(
      waiting
        .slice(start, start + atOnce)
        .map(({ clientId }) => escalation.send({ tenantId, clientId, replan: true }, 0)),
    );
  log.info('incidents-replanned', { tenantId, open: waiting.length });
};

const entriesOf = async ({ aggregates }: Dependencies, tenantId: string, roster: PublishedRoster) => {
  const former = (roster.former ?? []).map(({ line }) => line);
  const current = allPhonesOf(roster).map(({ phone }) => phone.line);
  const lines = [...new Set([...current, ...former])];
  const entries = [];
  for (let start = 0; start < lines.length; start += atOnce) {
    const loaded = lines.slice(start, start + atOnce).map((line) => aggregates.load(contactMethodKey(line)));
    for (const phone of await Promise.all(loaded)) entries.push(...(phone?.state.incidents ?? []));
  }
  return latestCodes(entries.filter((entry) => entry.tenantId === tenantId));
};
