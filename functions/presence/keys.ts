import type { Presence } from '../../domain/presence/presence.ts';
import type { AggregateKey } from '../platform/state/aggregates.ts';
import { revisable } from './upcasters.ts';

/** Who is in the room of a session. Apart from the session, since it changes at other times and for other reasons. */
export const presenceKey = (tenantId: string, sessionId: string): AggregateKey<Presence> => ({
  kind: 'presence',
  ids: [tenantId, sessionId],
  tenantId,
  index: 'presence',
  upcasters: [revisable],
});
