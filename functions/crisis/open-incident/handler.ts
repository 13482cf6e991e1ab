import { riskDetected } from '../../../events/risk-detected.ts';
import { riskFlagged } from '../../../events/risk-flagged.ts';
import { raise, type Raising } from '../raise.ts';
import { factOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';

export interface Dependencies extends ConsumerDependencies, Raising {}

/** Somebody says, or Vigil found, that a client may be in danger. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf([riskFlagged, riskDetected]), (event) =>
    raise(dependencies, event, event.data),
  );
