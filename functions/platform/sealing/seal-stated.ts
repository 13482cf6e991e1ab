import { createHash } from 'node:crypto';
import type { AnyContract } from '../../../events/define.ts';
import type { Instant } from '../../../domain/instant.ts';
import { addendumFault, type AddendumFault } from '../../../domain/records/addendum.ts';
import type { Binding, Filed } from '../../../domain/records/sealed-record.ts';
import type { Records } from './records.ts';
import type { Vault } from './vault.ts';

/** Which record the sealed part of an event becomes: always the same one, before or after it is sealed. */
export const bindingOf = (
  contract: AnyContract,
  event: { readonly tenantId: string; readonly eventId: string; readonly data: unknown },
): Binding | undefined => {
  const { sealed } = contract;
  if (sealed === undefined) return undefined;
  const { tenantId, eventId, data } = event;
  return {
    tenantId,
    subject: sealed.subject(data),
    recordId: sealed.recordId?.(data) ?? derivedId('rec', tenantId, eventId),
    recordClass: sealed.recordClass(data),
  };
};

/** An opaque id that the same event always gives, and that tells nothing of it. */
export const derivedId = (prefix: string, tenantId: string, eventId: string): string =>
  `${prefix}-${createHash('sha256').update(`${tenantId}|${eventId}`).digest('hex').slice(0, 32)}`;

/** The data that travel in the clear and those that are sealed. */
export const splitStated = (contract: AnyContract, stated: unknown): { data: object; sensitive: object } => ({
  data: contract.data.parse(stated),
  sensitive: (contract.sealed?.fields.parse(stated) as object | undefined) ?? {},
});

/**
 * Seals the sensitive part of an event and keeps it. `conflict`: another event brought a record with this id. An
 * addendum whose target is not there, or is no match, is not kept.
 */
export const sealSensitive = async (
  dependencies: { readonly vault: Vault; readonly records: Records },
  binding: Binding,
  event: { readonly eventId: string; readonly data: object; readonly sensitive: object },
  now: Instant,
): Promise<'sealed' | 'conflict' | AddendumFault> => {
  const { vault, records } = dependencies;
  const fault = await faultOfAddendum(records, binding, event, now);
  if (fault !== undefined) return fault;
  const jwe = await vault.seal(binding, JSON.stringify(event.sensitive));
  const added = await records.add({ ...binding, eventId: event.eventId, sealedAt: now, jwe });
  return added === 'added' || added.exists.eventId === event.eventId ? 'sealed' : 'conflict';
};

const faultOfAddendum = async (
  records: Records,
  binding: Binding,
  { eventId, data }: { readonly eventId: string; readonly data: object },
  now: Instant,
): Promise<AddendumFault | undefined> => {
  const { addendumTo } = data as Partial<Filed>;
  if (addendumTo === undefined) return undefined;
  const target = await records.get({ ...binding, recordId: addendumTo });
  const fault = addendumFault({ ...binding, addendumTo }, target, now);
  // The same event again is accepted again, also where its target was purged in between.
  const known = fault === undefined ? undefined : await records.get(binding);
  return known?.eventId === eventId ? undefined : fault;
};
