import type { ProviderIds } from '../provider-ids.ts';
import { translateChime } from '../providers/chime.ts';
import { busEventOf, publishAll } from '../publish-provider-facts.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';

export interface Dependencies extends ConsumerDependencies {
  readonly tenantId: string;
  readonly ids: () => Promise<ProviderIds>;
  readonly bus: Bus;
  readonly now: Now;
}

/** Meetings of the Amazon Chime SDK, which tells of them on the account's default bus. What is not understood is counted and let go. */
export const makeHandler = (dependencies: Dependencies) =>
  // `translateChime` parses what AWS sent.
  queueConsumer(
    dependencies,
    (detail) => detail,
    async (detail) => {
      const { tenantId, ids: idsOf, bus, log, now } = dependencies;
      const ids = await idsOf();
      const translation = translateChime(detail, ids);
      switch (translation.outcome) {
        case 'facts': {
          const origin = { source: 'urn:vigil:provider:chime', tenantId, ids };
          return publishAll(
            bus,
            translation.facts.map((fact) => busEventOf(fact, origin, now())),
          );
        }
        case 'nothing':
          log.info('chime-left-aside', { reason: translation.reason });
          return;
        case 'unreadable':
          log.warn('chime-unreadable', { path: translation.complaints[0]?.path });
          log.count('ProviderEventsUnreadable');
          return;
      }
    },
  );
