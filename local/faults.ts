import * as z from 'zod';
import { AwsError } from './service.ts';

const delivering = ['sqs', 'dynamodb-streams', 'sns'];
const failing = [
  ...['connect', 'dynamodb', 'events', 'kms', 'lambda', 'monitoring'],
  ...['secretsmanager', 'sms-voice', 'sns', 'sqs'],
];

/** The error of a call that is never answered: its caller gives up, or is cut off. */
const hanging = 'hang';

/** A fault on demand: the nth matching call fails before or after it takes effect, or hangs. */
export const faultBody = z
  .strictObject({
    service: z.string(),
    /** `*` for every operation of the service. */
    operation: z.string(),
    function: z.string('function is a name').optional(),
    nth: z.union([z.literal('*'), z.int().positive()], 'nth is a positive integer or "*"').default(1),
    when: z.enum(['before', 'after'], 'when is before or after').default('before'),
    error: z.string(),
  })
  .refine(({ operation, error }) => (operation === 'deliver') === (error === 'duplicate'), {
    error: 'operation "deliver" goes with error "duplicate", and only with it',
  })
  .refine(({ service, error }) => error !== hanging || service !== 'lambda', {
    error: 'a function cannot be made to hang: let one of its calls hang',
  })
  .refine(({ service, operation }) => (operation === 'deliver' ? delivering : failing).includes(service), {
    error: `services that deliver: ${delivering.join(', ')}; services that fail: ${failing.join(', ')}`,
  });

export interface Fault extends z.output<typeof faultBody> {
  /** How many matching calls there were, and how many of them failed. */
  seen: number;
  fired: number;
}

export interface Faults {
  add(fault: z.output<typeof faultBody>): Fault;
  list(): readonly Fault[];
  clear(): void;
  /** To be asked once a call: the errors with which it fails before, or after, its effect. */
  strike(service: string, operation: string, functionName: string): { before?: AwsError; after?: AwsError };
  /** How often a message is to be handed over: twice under a `duplicate` fault. */
  deliveries(service: 'sqs' | 'dynamodb-streams' | 'sns', functionName: string): number;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];

  function firing(service: string, operation: string, functionName: string): Fault[] {
    const matching = faults.filter(
      (fault) =>
        fault.service === service &&
        (fault.operation === operation || (fault.operation === '*' && operation !== 'deliver')) &&
        (fault.function === undefined || fault.function === functionName),
    );
    for (const fault of matching) fault.seen++;
    const fired = matching.filter((fault) => fault.nth === '*' || fault.nth === fault.seen);
    for (const fault of fired) fault.fired++;
    return fired;
  }

  return {
    add(input) {
      const fault = { ...input, seen: 0, fired: 0 };
      faults.push(fault);
      return fault;
    },
    list: () => faults,
    clear() {
      faults = [];
    },
    strike(service, operation, functionName) {
      const fired = firing(service, operation, functionName);
      const before = fired.find((fault) => fault.when === 'before');
      const after = fired.find((fault) => fault.when === 'after');
      return { ...(before && { before: errorOf(before) }), ...(after && { after: errorOf(after) }) };
    },
    deliveries: (service, functionName) => (firing(service, 'deliver', functionName).length > 0 ? 2 : 1),
  };
}

/** A call under a `hang` fault. */
export class HangingCall extends AwsError {}

/** The status decides whether an SDK tries again, so it must be the one that AWS sends with that error. */
function errorOf(fault: Fault): AwsError {
  const status =
    /^(InternalServerError|InternalFailure|InternalError|KMSInternalException|InternalServiceError)/.test(
      fault.error,
    )
      ? 500
      : fault.error === 'ServiceUnavailable'
        ? 503
        : 400;
  const kind = fault.error === hanging ? HangingCall : AwsError;
  return new kind(fault.error, `A fault set on the stage: ${fault.service} ${fault.operation}`, status);
}
