import { AwsError, type Input } from './service.ts';

/** A fault on demand: the nth matching call fails before or after it takes effect. */
export interface Fault {
  readonly service: string;
  readonly operation: string;
  readonly function?: string;
  readonly nth: number | '*';
  readonly when: 'before' | 'after';
  readonly error: string;
  /** How many matching calls there were, and how many of them failed. */
  seen: number;
  fired: number;
}

export interface Faults {
  add(input: Input): Fault;
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
        fault.operation === operation &&
        (fault.function === undefined || fault.function === functionName),
    );
    for (const fault of matching) fault.seen++;
    const fired = matching.filter((fault) => fault.nth === '*' || fault.nth === fault.seen);
    for (const fault of fired) fault.fired++;
    return fired;
  }

  return {
    add(input) {
      const fault = parse(input);
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

function parse(input: Input): Fault {
  const {
    service,
    operation,
    function: functionName,
    nth = 1,
    when = 'before',
    error,
    ...rest
  } = input ?? {};
  const bad = (why: string) => new AwsError('BadFault', why);
  if (typeof service !== 'string' || typeof operation !== 'string' || typeof error !== 'string')
    throw bad('A fault needs service, operation and error');
  if (when !== 'before' && when !== 'after') throw bad('when is before or after');
  if (nth !== '*' && !(Number.isInteger(nth) && nth > 0)) throw bad('nth is a positive integer or "*"');
  if (functionName !== undefined && typeof functionName !== 'string') throw bad('function is a name');
  if ((operation === 'deliver') !== (error === 'duplicate'))
    throw bad('operation "deliver" goes with error "duplicate", and only with it');
  if (operation === 'deliver' && !['sqs', 'dynamodb-streams', 'sns'].includes(service))
    throw bad('sqs, dynamodb-streams and sns deliver');
  if (Object.keys(rest).length > 0) throw bad(`Unknown: ${Object.keys(rest).join(', ')}`);
  const named = functionName === undefined ? {} : { function: functionName };
  return { service, operation, ...named, nth, when, error, seen: 0, fired: 0 };
}

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
  return new AwsError(fault.error, `A fault set on the stage: ${fault.service} ${fault.operation}`, status);
}
