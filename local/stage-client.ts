import type { ShownClock } from './control/clock.ts';
import type { PhoneCall } from './services/connect/phone-calls.ts';
import type { InternetHost } from './services/internet.ts';
import type { Carrier, Phone } from './services/sns/phones.ts';

/** An event as it passed the bus: EventBridge's envelope around the CloudEvent. */
export interface PassedEvent {
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: {
    readonly id: string;
    readonly tenantid: string;
    readonly data: Record<string, unknown>;
  } & Record<string, unknown>;
}

export interface QueueState {
  readonly name: string;
  readonly visible: number;
  readonly delayed: number;
  readonly inFlight: number;
  readonly deadLettersOf?: readonly string[];
  readonly messages?: readonly { readonly body: string }[];
}

export interface Fault {
  readonly service: string;
  readonly operation: string;
  readonly function?: string;
  readonly nth?: number | '*';
  readonly when?: 'before' | 'after';
  readonly error: string;
}

export interface CallCount {
  readonly function: string;
  readonly service: string;
  readonly operation: string;
  readonly count: number;
}

export interface LogLine {
  readonly time: string;
  readonly function: string;
  readonly line: string;
}

interface TurnOptions {
  readonly thin?: boolean;
  /** Gets the clock about once a second while it is being turned. */
  readonly onProgress?: (clock: ShownClock) => void;
}

export interface Turned extends ShownClock {
  readonly outcome: 'completed' | 'cancelled';
  /** What a thin turn leaves out, as a sentence. */
  readonly thinned?: string;
}

/** A typed client of the stage's control plane (docs/local-stage.md). Every call throws where the stage refuses it. */
export const stageClient = (url: string) => {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/_local${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_local${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const clock = (): Promise<ShownClock> => call('GET', '/clock');
  const now = async (): Promise<Date> => new Date((await clock()).now);

  /**
   * Turns the clock by an ISO 8601 duration; resolves when all that is due has happened. More than 24 hours with an
   * open incident are refused unless `thin` says how: true stops at most once an hour, false plays everything.
   */
  const advance = async (duration: string, { thin, onProgress }: TurnOptions = {}): Promise<Turned> => {
    const progress = onProgress && setInterval(() => void clock().then(onProgress, () => undefined), 1000);
    try {
      return await call('POST', '/clock/advance', { duration, ...(thin !== undefined && { thin }) });
    } finally {
      clearInterval(progress);
    }
  };

  return {
    url,
    now,
    clock,
    advance,
    /** Ends the turn that is under way at its next stop. */
    cancelTurn: (): Promise<ShownClock> => call('POST', '/clock/cancel'),
    /** Resolves when nothing is under way. */
    idle: (): Promise<unknown> => call('POST', '/idle'),
    phones: (): Promise<Phone[]> => call('GET', '/phones'),
    reply: (number: string, text: string): Promise<unknown> =>
      call('POST', `/phones/${encodeURIComponent(number)}/reply`, { text }),
    setCarrier: (number: string, carrier: Carrier): Promise<unknown> =>
      call('PUT', `/phones/${encodeURIComponent(number)}`, { carrier }),
    phoneCalls: (): Promise<PhoneCall[]> => call('GET', '/phone-calls'),
    pickUp: (contactId: string, by: 'person' | 'voicemail'): Promise<PhoneCall> =>
      call('POST', `/phone-calls/${contactId}/answer`, { by }),
    pressKey: (contactId: string, key: string): Promise<PhoneCall> =>
      call('POST', `/phone-calls/${contactId}/press`, { key }),
    hangUp: (contactId: string): Promise<PhoneCall> => call('POST', `/phone-calls/${contactId}/hang-up`),
    /** Where a name leads on the stage's internet: addresses for DNS, and the port on this machine that plays them. */
    setHost: (name: string, host: InternetHost): Promise<unknown> => call('PUT', `/hosts/${name}`, host),
    events: (type?: string): Promise<PassedEvent[]> =>
      call('GET', `/events${type === undefined ? '' : `?type=${type}`}`),
    rows: (table: string): Promise<Record<string, unknown>[]> => call('GET', `/tables/${table}`),
    queues: (options: { bodies?: boolean } = {}): Promise<QueueState[]> =>
      call('GET', `/queues${options.bodies === true ? '?bodies=true' : ''}`),
    logs: (): Promise<LogLine[]> => call('GET', '/logs'),
    calls: (): Promise<CallCount[]> => call('GET', '/calls'),
    recentCalls: (): Promise<Pick<CallCount, 'function' | 'service' | 'operation'>[]> =>
      call('GET', '/calls/recent'),
    forgetCalls: (): Promise<unknown> => call('DELETE', '/calls'),
    faults: (): Promise<(Fault & { readonly fired: number })[]> => call('GET', '/faults'),
    addFault: (fault: Fault): Promise<unknown> => call('POST', '/faults', fault),
    clearFaults: (): Promise<unknown> => call('DELETE', '/faults'),
    outputs: (): Promise<Record<string, string>> => call('GET', '/outputs'),
  };
};

export type StageClient = ReturnType<typeof stageClient>;
