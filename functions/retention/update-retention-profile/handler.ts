import type { Decided } from '../../../domain/fact.ts';
import { toInstant } from '../../../domain/instant.ts';
import {
  type RetentionProfile,
  newRetentionProfile,
  applyToProfile,
} from '../../../domain/retention/retention-profile.ts';
import {
  cancelErasure,
  erasureDeadline,
  obstaclesToErasure,
  requestErasure,
  resumeErasure,
} from '../../../domain/retention/erasure.ts';
import { derivedId } from '../../platform/sealing/seal-stated.ts';
import { change } from '../../platform/state/aggregates.ts';
import { retentionProfileKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { setRetentionOfArmed, type RetentionDependencies } from '../set-retention.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { updateRetentionProfile } from './function.ts';

type Subscribed = TakenOf<(typeof updateRetentionProfile.subscribes)[number]>;

export type Dependencies = ConsumerDependencies &
  Omit<RetentionDependencies, 'vault'> & { readonly now: Now };

/**
 * Keeps what decides how long a client's records are kept: where the client was, when care ended, which matters are
 * open, whether erasure was asked for. A hold is stamped on the records that are due at once, before the message is done.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(updateRetentionProfile.subscribes), (event) =>
    applyEvent(dependencies, event),
  );

const applyEvent = async (dependencies: Dependencies, event: Subscribed): Promise<void> => {
  const { tenantId, eventId, at } = event;
  const { clientId } = event.data;
  const { aggregates, records, policy } = dependencies;
  const now = dependencies.now();

  const decide = async (retentionProfile: RetentionProfile): Promise<Decided<RetentionProfile>> => {
    switch (event.type) {
      case 'client.registered.v1': {
        const profileRecordId = derivedId('rec', tenantId, eventId);
        const { jurisdiction } = event.data;
        return applyToProfile(retentionProfile, {
          type: 'registered',
          at,
          eventId,
          jurisdiction,
          profileRecordId,
        });
      }
      case 'client.discharged.v1':
        return applyToProfile(retentionProfile, { type: 'discharged', at });
      case 'session.checked-in.v1':
        return applyToProfile(retentionProfile, {
          type: 'present-in',
          at,
          sessionId: event.data.sessionId,
          jurisdiction: event.data.jurisdiction,
        });
      case 'client.place-corrected.v1': {
        const { wrong, right, sessionId, correctedBy } = event.data;
        const correction = { at, eventId, wrong, right, ...(sessionId === undefined ? {} : { sessionId }) };
        return applyToProfile(retentionProfile, { type: 'place-corrected', correction, correctedBy });
      }
      case 'session.ended.v1':
        return applyToProfile(retentionProfile, { type: 'served', at });
      case 'hold.placed.v1': {
        const { matterId, kind, placedBy, reviewAt, sessionId } = event.data;
        const placed = {
          at,
          eventId,
          kind,
          placedBy,
          reviewAt: toInstant(reviewAt),
          ...(sessionId === undefined ? {} : { sessionId }),
        };
        return applyToProfile(retentionProfile, { type: 'hold-placed', matterId, placed });
      }
      case 'hold.released.v1': {
        const { matterId, releasedBy } = event.data;
        const released = { at, eventId, releasedBy };
        const { state, facts } = applyToProfile(retentionProfile, {
          type: 'hold-released',
          matterId,
          released,
        });
        const resumed = resumeErasure(state, policy, now);
        return { state: resumed.state, facts: [...facts, ...resumed.facts] };
      }
      case 'erasure.requested.v1': {
        const { requestId } = event.data;
        const kept = await records.list(tenantId, `client:${clientId}`);
        const obstacles = obstaclesToErasure(retentionProfile, kept, policy, now);
        return requestErasure(retentionProfile, { requestId, requestedAt: now }, obstacles, policy);
      }
      case 'erasure.cancellation-requested.v1':
        return cancelErasure(retentionProfile, { requestId: event.data.requestId, eventId }, now);
    }
  };

  await change(aggregates, retentionProfileKey(tenantId, clientId), now, async (known) => {
    const retentionProfile = known ?? newRetentionProfile(clientId);
    const decided = await decide(retentionProfile);
    if (decided.state === retentionProfile) return undefined;
    return { decided, deadline: erasureDeadline(decided.state) };
  });
  // Not by the fact that follows: until the date is off a record that is due, DynamoDB may delete it at any moment. A second
  // delivery does it again, in case the first died here. All other records follow by `apply-retention`, the one writer.
  if (event.type === 'hold.placed.v1')
    await setRetentionOfArmed(dependencies, tenantId, `client:${clientId}`, now);
};
