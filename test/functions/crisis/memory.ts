import type { AggregatesAtOnce, AggregateKey } from '../../../functions/platform/state/aggregates.ts';
import { contactMethodKey, rosterKey } from '../../../functions/crisis/keys.ts';
import type { PublishedRoster } from '../../../functions/crisis/published-roster.ts';
import { checkFact } from '../../../events/facts.ts';
import { aggregateOf, partitionKeyOf } from '../../../functions/platform/state/item-key.ts';
import { addOwner, newContactMethod } from '../../../domain/crisis/contact-method.ts';
import { recentLines } from '../../../functions/crisis/look-at-incident.ts';
import type { DueQueue, EscalationQueue } from '../../../functions/crisis/messages.ts';
import type { SealedContacts } from '../../../functions/crisis/phones.ts';
import type { SmsSender } from '../../../functions/crisis/sms-sender.ts';
import type { Log } from '../../../functions/platform/lambda/log.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { loadAllBy } from '../../memory/memory-aggregates.ts';

export interface Fact {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Item {
  readonly state: unknown;
  readonly version: number;
  readonly deadline?: string | undefined;
}

interface Waiting {
  readonly at: string;
  readonly body: unknown;
  /** How often it failed so far; never where it is not given. */
  readonly failed?: number;
}

/** The process ends here, as a Lambda may at any line. */
class Crash extends Error {}

/** A service that the call needs is out of order. */
class Outage extends Error {}

/** What fails in an outage: the table of state, the queues, or the way to the phones. */
export type Service = 'state' | 'queues' | 'texts';

/** The world around the handlers, in memory: a clock, a table with deadlines, two queues, phones, and crashes on demand. */
export const createWorld = (start: string) => {
  let now = start;
  let crashIn = Infinity;
  let ids = 0;
  const items = new Map<string, Item>();
  const facts: Fact[] = [];
  const texts: { readonly number: string; readonly text: string; readonly id: string }[] = [];
  const queues = { inbound: [] as Waiting[], escalation: [] as Waiting[], dueWork: [] as Waiting[] };
  const unreachable = new Set<string>();
  const down = new Set<Service>();
  const sealed = new Map<string, string>();

  const maybeCrash = () => {
    crashIn -= 1;
    if (crashIn === 0) throw new Crash('the process ended');
  };
  const need = (service: Service) => {
    if (down.has(service)) throw new Outage(`${service}: out of order`);
  };

  const load = async <S>(key: AggregateKey<S>) => {
    need('state');
    const item = await Promise.resolve(items.get(partitionKeyOf(key)));
    return item && { state: item.state as S, version: item.version };
  };
  const aggregates: AggregatesAtOnce = {
    load,
    loadAll: loadAllBy(load),
    async save(key, expectedVersion, decided, { deadline }) {
      await Promise.resolve();
      maybeCrash();
      need('state');
      if ((items.get(partitionKeyOf(key))?.version ?? 0) !== expectedVersion) return 'conflict';
      items.set(partitionKeyOf(key), { state: decided.state, version: expectedVersion + 1, deadline });
      for (const fact of decided.facts) checkFact(fact);
      facts.push(...(decided.facts as readonly Fact[]));
      maybeCrash();
      return 'saved';
    },
  };
  const sender = (queue: Waiting[]) => async (message: unknown, delaySeconds: number) => {
    await Promise.resolve();
    maybeCrash();
    need('queues');
    queue.push({ at: plusSeconds(now, delaySeconds), body: message });
  };
  const sms: SmsSender = {
    async send(number, text) {
      await Promise.resolve();
      maybeCrash();
      if (down.has('texts')) return { outcome: 'failed', failure: 'throttled' };
      ids += 1;
      texts.push({ number, text, id: `sms-${ids}` });
      return { outcome: 'accepted', messageId: `sms-${ids}` };
    },
    optedOut: (number) => Promise.resolve(unreachable.has(number)),
    inSandbox: () => Promise.resolve(false),
    monthlyQuotaUsd: () => Promise.resolve(100),
  };
  const silent: Log = { info() {}, warn() {}, error() {}, count() {} };

  return {
    aggregates,
    escalation: { send: sender(queues.escalation) } satisfies EscalationQueue,
    dueWork: { send: sender(queues.dueWork) } satisfies DueQueue,
    sms,
    records: {
      get: ({ recordId }: { readonly recordId: string }) =>
        Promise.resolve({ recordClass: 'staff-contacts', jwe: sealed.get(recordId) } as never),
    },
    vault: { open: (_: unknown, jwe: string) => Promise.resolve(jwe) },
    /** Keeps the phones of a roster, by person. */
    seal(recordId: string, phones: SealedContacts['phones'], contacts?: SealedContacts['contacts']) {
      sealed.set(recordId, JSON.stringify({ phones, contacts }));
    },
    newLinkId: () => `link${String((ids += 1)).padStart(8, '0')}`,
    linkBase: 'https://example.org/p/',
    recentLines: recentLines(),
    log: silent,
    retrySoon: () => Promise.resolve(),
    setAside: () => Promise.resolve(),
    now: () => now,
    items,
    facts,
    texts,
    queues,
    unreachable,
    turn(to: string) {
      now = to;
    },
    crashAfter(calls: number) {
      crashIn = calls;
    },
    noCrash() {
      crashIn = Infinity;
    },
    /** Services that are out of order now. */
    down,
    /** What the sweep finds: aggregates whose deadline has passed. */
    overdue: () =>
      [...items]
        .filter(([, { deadline }]) => deadline !== undefined && deadline < now)
        .map(([pk]) => aggregateOf(pk)),
  };
};

export type World = ReturnType<typeof createWorld>;

export const people = ['ada', 'bea', 'cora'] as const;

export const putRoster = (world: World, tenantId: string): void => {
  const definition = {
    tiers: [
      { staffIds: ['ada'], answerWithinSeconds: 300 },
      { staffIds: ['bea'], answerWithinSeconds: 300 },
      { staffIds: ['cora'], answerWithinSeconds: 300 },
    ],
  };
  const roster: PublishedRoster = {
    at: world.now(),
    eventId: 'evt-roster',
    definition,
    contactsRecordId: 'rec-contacts',
    lines: Object.fromEntries(people.map((id) => [id, `line-${id}`])),
    announced: {},
  };
  world.seal(roster.contactsRecordId, Object.fromEntries(people.map((id) => [id, `+${id}`])));
  world.items.set(partitionKeyOf(rosterKey(tenantId)), { state: roster, version: 1 });
  for (const staffId of people)
    world.items.set(partitionKeyOf(contactMethodKey(`line-${staffId}`)), {
      state: addOwner(newContactMethod, { tenantId, staffId }),
      version: 1,
    });
};
