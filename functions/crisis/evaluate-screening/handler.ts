import { screeningSubmitted } from '../../../events/screening-submitted.ts';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import { triggerOf } from '../../../domain/crisis/evaluate-screening.ts';
import { raise } from '../raise.ts';
import { bindingOf } from '../../platform/sealing/seal-stated.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { EscalationQueue } from '../messages.ts';
import type { Records } from '../../platform/sealing/records.ts';
import type { Vault } from '../../platform/sealing/vault.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { evaluateScreening } from './function.ts';

type Subscribed = TakenOf<(typeof evaluateScreening.subscribes)[number]>;

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly records: Pick<Records, 'get'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly escalation: EscalationQueue;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

/** The answers that belong to a screening are not there: it was put on the bus without them. */
class AnswersMissingError extends Error {
  override readonly name = 'AnswersMissingError';
}

/** Opens the sealed answers of a questionnaire, and opens an incident where they say that somebody is in danger. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(evaluateScreening.subscribes), (event) => screen(dependencies, event));

const screen = async (dependencies: Dependencies, event: Subscribed): Promise<void> => {
  const { records, vault, policy, log } = dependencies;
  const binding = bindingOf(screeningSubmitted, event);
  const record = binding && (await records.get(binding));
  if (binding === undefined || record === undefined) throw new AnswersMissingError();
  const { answers } = JSON.parse(await vault.open(binding, record.jwe)) as {
    answers: Record<string, number>;
  };
  const trigger = triggerOf(event.data.instrument, answers, policy);
  log.info('screened', { instrument: event.data.instrument });
  if (trigger !== undefined) await raise(dependencies, event, { ...event.data, trigger });
};
