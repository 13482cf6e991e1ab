import { raise, type RaiseDependencies } from '../raise.ts';
import { factOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { openIncident } from './function.ts';

export interface Dependencies extends ConsumerDependencies, RaiseDependencies {}

/** Somebody says, or Vigil found, that a client may be in danger. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(openIncident.subscribes), (event, delivery) =>
    raise(dependencies, event, event.data, delivery),
  );
