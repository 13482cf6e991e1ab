import type { Log } from '../platform/lambda/log.ts';
import type { ConsumerDependencies } from '../platform/lambda/queue-consumer.ts';
import { standbyCaller, type StandbyEnvironment, type Waiting } from './standby.ts';

/** Calls the people on standby; what that needs is loaded on first use, since no page needs it. */
export const lazyStandby = (
  environment: StandbyEnvironment,
  log: Log,
  waiting: Waiting = 'alarm',
): Required<Pick<ConsumerDependencies, 'callStandby'>> => {
  let loaded: Promise<ReturnType<typeof standbyCaller>> | undefined;
  return {
    async callStandby(message, trouble) {
      loaded ??= import('./sns-standby.ts').then(({ standbyBySms }) =>
        standbyCaller(standbyBySms(environment, log, waiting)),
      );
      await (
        await loaded
      )(message, trouble);
    },
  };
};
