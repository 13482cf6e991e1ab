import { rosterPublished } from '../../../events/roster.ts';
import type { RosterDefinition } from '../../../domain/crisis/roster/roster.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import type { DueQueue, DueWork } from '../../../functions/crisis/messages.ts';
import type { SealedContacts } from '../../../functions/crisis/phones.ts';
import type { StandbyWriter } from '../../../functions/crisis/standby.ts';
import { makeHandler as makeProcessDueWork } from '../../../functions/crisis/process-due-work/handler.ts';
import { makeHandler as makeUpdateRoster } from '../../../functions/crisis/update-roster/handler.ts';
import { bindingOf } from '../../../functions/platform/sealing/seal-stated.ts';
import { deliver } from '../sqs-event.ts';
import { type Night, phones as usual, tenantId } from './night.ts';

const source = 'urn:example:platform';

export interface Publication extends RosterDefinition {
  readonly basedOn?: string;
}

/** Publishes a roster by the way that rosters take: sealed phones, `update-roster`, then the work that it leaves due now. */
export const publishRoster = async (
  { dependencies }: Pick<Night, 'dependencies'>,
  id: string,
  publication: Publication,
  phones: Readonly<Record<string, string>> = usual,
  secondsAgo = 0,
  contacts?: SealedContacts['contacts'],
): Promise<readonly string[]> => {
  const now = dependencies.now();
  const data = { rosterId: 'main', ...publication };
  const binding = bindingOf(rosterPublished, { tenantId, eventId: `${source}|${id}`, data });
  if (binding === undefined) throw new Error('a roster has sealed phones');
  const jwe = await dependencies.vault.seal(binding, JSON.stringify({ phones, contacts }));
  await dependencies.records.add({ ...binding, eventId: id, sealedAt: now, jwe });
  const due: DueWork[] = [];
  const send = (work: DueWork, delaySeconds: number) => {
    if (delaySeconds === 0) due.push(work);
    return Promise.resolve();
  };
  const dueWork = { send };
  const failed = await deliver(rosterHandler({ dependencies }, dueWork), {
    specversion: '1.0',
    id,
    source,
    type: rosterPublished.type,
    time: plusSeconds(now, -secondsAgo),
    tenantid: tenantId,
    dataref: `records/${binding.recordId}`,
    data,
  });
  for (const work of due) await deliver(makeProcessDueWork({ ...dependencies, dueWork }), work);
  return failed;
};

/** `update-roster`, which keeps the standby phones where the caller says. */
export const rosterHandler = (
  { dependencies }: Pick<Night, 'dependencies'>,
  dueWork: DueQueue = { send: () => Promise.resolve() },
  standby: StandbyWriter = { save: () => Promise.resolve() },
) =>
  makeUpdateRoster({
    ...dependencies,
    dueWork,
    lineOf: (number) => Promise.resolve(lineOf(number)),
    standby,
  });

const lineOf = (number: string): string =>
  `line-${Object.entries(usual).find(([, known]) => known === number)?.[0] ?? number}`;
