import type { ProviderIds } from '../provider-ids.ts';
import { roomFact } from '../providers/presence-facts.ts';
import { facts, nothing, type Translation } from '../providers/provider.ts';
import { complain, refused } from './resource.ts';

/** A resource that was deleted, of which nothing is known but its type and id. */
export const translateDeleted = (deleted: string, ids: ProviderIds): Translation => {
  if (deleted.startsWith('Appointment/'))
    return facts(roomFact('session.cancelled.v1', { room: deleted, key: `deleted|${deleted}` }, ids));
  if (deleted.startsWith('Consent/')) {
    const message = 'was deleted, which does not say whose it was: set its status to inactive instead';
    return refused(complain('not-supported', 'Consent', message));
  }
  return nothing('not-for-vigil');
};
