import { staffOf } from '../../../domain/crisis/roster/roster.ts';
import type { Incident } from '../../../domain/crisis/incident.ts';
import { addOwner, newContactMethod } from '../../../domain/crisis/contact-method.ts';
import { beginsWithOptOut, parseReply } from '../../../domain/crisis/reply.ts';
import { policy } from '../../domain/crisis/given.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { makeHandler as makeApplyReply } from '../../../functions/crisis/apply-reply/handler.ts';
import { makeHandler as makeEscalate } from '../../../functions/crisis/escalate/handler.ts';
import { openIncident } from '../../../functions/crisis/open-incident/function.ts';
import { raise, type RaiseDependencies } from '../../../functions/crisis/raise.ts';
import { factOf } from '../../../functions/platform/bus/bus-event.ts';
import {
  type ConsumerDependencies,
  queueConsumer,
} from '../../../functions/platform/lambda/queue-consumer.ts';
import type { AggregatesAtOnce } from '../../../functions/platform/state/aggregates.ts';
import { tenantKey } from '../../../functions/platform/tenants/keys.ts';
import { contactMethodKey, incidentKey, rosterKey } from '../../../functions/crisis/keys.ts';
import type { PublishedRoster } from '../../../functions/crisis/published-roster.ts';
import type { Trouble, Waits } from '../../../functions/platform/lambda/queue-consumer.ts';
import type { StepMessage } from '../../../functions/crisis/messages.ts';
import type { SmsResult } from '../../../functions/crisis/sms-sender.ts';
import { recentLines } from '../../../functions/crisis/look-at-incident.ts';
import { memoryAggregates } from '../../memory/memory-aggregates.ts';
import { memoryRecords } from '../../memory/memory-records.ts';
import { memoryVault } from '../../memory/memory-vault.ts';
import { recordedLog } from '../../memory/recorded-log.ts';
import { deliver } from '../sqs-event.ts';

export const tenantId = 'clinic';
export const clientId = 'client-1';
const start = '2027-03-01T22:00:00.000Z';

export const phones = { ada: '+12025550111', bea: '+12025550112', cora: '+12025550113' } as const;
type Staff = keyof typeof phones;
const twoTiers = [
  { staffIds: ['ada', 'bea'], answerWithinSeconds: 300 },
  { staffIds: ['cora'], answerWithinSeconds: 200 },
];

/** A clinic at night, in memory: its roster, its phones, its queue and a clock that turns when told. */
export const night = async (tiers: PublishedRoster['definition']['tiers'] = twoTiers) => {
  const aggregates = memoryAggregates();
  const records = memoryRecords();
  const log = recordedLog();
  const texts: { to: string; text: string }[] = [];
  const queued: { message: StepMessage; delaySeconds: number }[] = [];
  const hastened: number[] = [];
  const aside: string[] = [];
  const standby: { readonly trouble: Trouble; readonly body: string }[] = [];
  let now = start;
  let links = 0;

  const contacts = { tenantId, subject: 'roster', recordId: 'rec-roster', recordClass: 'staff-contacts' };
  const jwe = await memoryVault.seal(contacts, JSON.stringify({ phones }));
  await records.add({ ...contacts, eventId: 'evt-roster', sealedAt: start, jwe });
  const tenant = { status: 'active', addedAt: start, endpoints: [] } as const;
  await aggregates.save(tenantKey(tenantId), 0, { state: tenant, facts: [] }, { now });
  for (const staffId of Object.keys(phones)) {
    const state = addOwner(newContactMethod, { tenantId, staffId });
    await aggregates.save(contactMethodKey(`line-${staffId}`), 0, { state, facts: [] }, { now });
  }
  const publishRoster = async (
    published: PublishedRoster['definition']['tiers'],
    plans: PublishedRoster['definition']['plans'] = [],
  ) => {
    const key = rosterKey(tenantId);
    const definition = { tiers: published, plans };
    const state: PublishedRoster = {
      at: start,
      eventId: 'evt-roster',
      definition,
      announced: {},
      contactsRecordId: contacts.recordId,
      lines: Object.fromEntries(staffOf(definition).map((staffId) => [staffId, `line-${staffId}`])),
    };
    await aggregates.save(key, aggregates.peek(key)?.version ?? 0, { state, facts: [] }, { now });
  };
  await publishRoster(tiers);

  const dependencies = {
    aggregates: aggregates as AggregatesAtOnce,
    records,
    vault: memoryVault,
    sms: {
      send: async (to: string, text: string): Promise<SmsResult> => {
        await Promise.resolve();
        texts.push({ to, text });
        return { outcome: 'accepted', messageId: `sms-${texts.length}` };
      },
      optedOut: () => Promise.resolve(false),
      inSandbox: () => Promise.resolve(false),
      monthlyQuotaUsd: () => Promise.resolve(100),
    },
    dueWork: { send: () => Promise.resolve() },
    newLinkId: () => `link${String((links += 1)).padStart(8, '0')}`,
    linkBase: 'https://example.org/p/',
    recentLines: recentLines(),
    escalation: {
      send: (message: StepMessage, delaySeconds: number) => {
        queued.push({ message, delaySeconds });
        return Promise.resolve();
      },
    },
    retrySoon: (_: unknown, delaySeconds: number) => {
      hastened.push(delaySeconds);
      return Promise.resolve();
    },
    setAside: ({ body }: { readonly body: string }) => {
      aside.push(body);
      return Promise.resolve();
    },
    callStandby: ({ body }: Waits, trouble: Trouble) => {
      standby.push({ trouble, body });
      return Promise.resolve();
    },
    policy,
    log,
    now: () => now,
  };
  type Dependencies = typeof dependencies;

  return {
    aggregates,
    dependencies,
    log,
    texts,
    queued,
    hastened,
    aside,
    /** Why people on standby were called, and what waits. */
    standby,
    publishRoster,
    turn: (seconds: number) => (now = plusSeconds(now, seconds)),
    at: (seconds: number) => plusSeconds(start, seconds),
    /** The incident of a client. Throws where there is none. */
    incident: (ofClient = clientId): Incident => {
      const found = aggregates.peek(incidentKey(tenantId, ofClient));
      if (found === undefined) throw new Error('no incident');
      return found.state;
    },
    facts: (prefix = 'incident.') =>
      aggregates.facts.filter(({ type }) => type.startsWith(prefix)).map(({ type }) => type),
    textsTo: (staffId: Staff) => texts.filter(({ to }) => to === phones[staffId]).map(({ text }) => text),

    /** A risk flag from a function that does not page itself; its step message goes to the queue. */
    flag: (eventId = 'evt-1', ofClient = clientId) =>
      deliver(queueOnly(dependencies), {
        specversion: '1.0',
        id: eventId,
        source: 'urn:example:platform',
        type: 'risk.flagged.v1',
        time: now,
        tenantid: tenantId,
        data: { clientId: ofClient, trigger: 'panic-client' },
      }),
    /** The last message of the queue: what SQS would deliver next. */
    lastMessage: (): StepMessage => {
      const last = queued.at(-1);
      if (last === undefined) throw new Error('nothing is queued');
      return last.message;
    },
    watchdogMessage: { tenantId, clientId } satisfies StepMessage,
    escalate: (message: unknown, changed: Partial<Dependencies> = {}) =>
      deliver(makeEscalate({ ...dependencies, ...changed }), message),
    reply: (staffId: string, text: string, changed: Partial<Dependencies> = {}, inboundMessageId = text) =>
      deliver(makeApplyReply({ ...dependencies, ...changed }), {
        line: `line-${staffId}`,
        inboundMessageId,
        reply: parseReply(text),
        ...(beginsWithOptOut(text) ? { mayOptOut: true } : {}),
      }),
  };
};

const queueOnly = (dependencies: ConsumerDependencies & RaiseDependencies) =>
  queueConsumer(dependencies, factOf(openIncident.subscribes), (event, delivery) =>
    raise(dependencies, event, event.data, delivery),
  );

export type Night = Awaited<ReturnType<typeof night>>;

/** The code under which a phone knows the incident. */
export const codeIn = (text: string | undefined): string => /\b\d{4}\b/.exec(text ?? '')?.[0] ?? '';
