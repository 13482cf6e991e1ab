import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Incident } from '../../../domain/crisis/incident.ts';
import type { ContactMethod } from '../../../domain/crisis/contact-method.ts';
import { parseReply } from '../../../domain/crisis/reply.ts';
import { makeHandler as makeApplyReply } from '../../../functions/crisis/apply-reply/handler.ts';
import { makeHandler as makeEscalate } from '../../../functions/crisis/escalate/handler.ts';
import { makeHandler as makeProcessDueWork } from '../../../functions/crisis/process-due-work/handler.ts';
import { makeHandler as makeOpenIncident } from '../../../functions/crisis/open-incident/handler.ts';
import { makeHandler as makeUpdateRoster } from '../../../functions/crisis/update-roster/handler.ts';
import { rosterPublished } from '../../../events/roster.ts';
import { bindingOf } from '../../../functions/platform/sealing/seal-stated.ts';
import { partitionKeyOf } from '../../../functions/platform/state/item-key.ts';
import { contactMethodKey, incidentKey, linkKey } from '../../../functions/crisis/keys.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { policy } from '../../domain/crisis/given.ts';
import { runContext } from '../sqs-event.ts';
import { createWorld, people, putRoster, type Service, type World } from './memory.ts';

const tenantId = 'clinic';
const start = '2027-03-01T10:00:00.000Z';
const clients = ['client-1', 'client-2'] as const;

type Person = (typeof people)[number];

type Step =
  | { readonly kind: 'trigger'; readonly client: (typeof clients)[number]; readonly trigger: string }
  | { readonly kind: 'repeat-trigger' }
  | {
      readonly kind: 'reply';
      readonly by: Person;
      readonly verb: string;
      readonly code: boolean;
      /** Sent again in another message, in the same instant. */
      readonly twice: boolean;
    }
  | { readonly kind: 'repeat-reply' }
  | { readonly kind: 'lose-receipt' | 'lose-messages' | 'duplicate-messages' }
  | { readonly kind: 'undelivered'; readonly by: Person }
  | { readonly kind: 'crash'; readonly after: number }
  | { readonly kind: 'break' | 'repair'; readonly service: Service }
  | { readonly kind: 'roster'; readonly tiers: readonly (readonly Person[])[]; readonly shared: boolean }
  | { readonly kind: 'advance'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('trigger' as const),
      client: fc.constantFrom(...clients),
      trigger: fc.constantFrom('panic-client', 'phq9-item9'),
    }),
  },
  fc.constant({ kind: 'repeat-trigger' as const }),
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('reply' as const),
      by: fc.constantFrom(...people),
      verb: fc.constantFrom('y', 'y', 'n', 'w', 'c1', 'a', 'e', 'h', 's', 'nonsense', 'stop', 'start'),
      code: fc.boolean(),
      twice: fc.boolean(),
    }),
  },
  fc.constant({ kind: 'repeat-reply' as const }),
  fc.record({
    kind: fc.constantFrom('lose-receipt' as const, 'lose-messages' as const, 'duplicate-messages' as const),
  }),
  fc.record({ kind: fc.constant('undelivered' as const), by: fc.constantFrom(...people) }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('crash' as const), after: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('break' as const, 'repair' as const, 'repair' as const),
      service: fc.constantFrom<Service>('state', 'queues', 'texts'),
    }),
  },
  fc.record({
    kind: fc.constant('roster' as const),
    tiers: fc.array(fc.subarray([...people], { minLength: 1 }), { minLength: 1, maxLength: 3 }),
    shared: fc.boolean(),
  }),
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      seconds: fc.constantFrom(1, 15, 60, 299, 301, 900, 2000),
    }),
  },
);

type Handler = (event: SQSEvent, context: never) => Promise<unknown>;

/** Hands a message to a handler. What fails stays in the queue, as SQS does it. */
const deliver = async (handler: unknown, body: unknown): Promise<boolean> => {
  const record = { messageId: 'm', body: JSON.stringify(body), attributes: { ApproximateReceiveCount: '1' } };
  const answer = (await (handler as Handler)({ Records: [record] } as never, runContext() as never)) as {
    batchItemFailures: unknown[];
  };
  return answer.batchItemFailures.length === 0;
};

const startHandlers = (world: World) => {
  const dependencies = { ...world, policy };
  const open = makeOpenIncident(dependencies);
  const reply = makeApplyReply(dependencies);
  const lineOf = (number: string) => Promise.resolve(`line-${number.slice(1)}`);
  const standby = { save: () => Promise.resolve() };
  const handlers = {
    open,
    reply,
    roster: makeUpdateRoster({ ...dependencies, lineOf, standby }),
    escalation: makeEscalate(dependencies),
    dueWork: makeProcessDueWork(dependencies),
  };
  type Name = keyof typeof handlers;
  /** What waits in any queue: the one that was sent first comes first. */
  const waiting = () => [
    ...world.queues.inbound.map((message) => ({ queue: world.queues.inbound, message })),
    ...world.queues.escalation.map((message) => ({ queue: world.queues.escalation, message })),
    ...world.queues.dueWork.map((message) => ({ queue: world.queues.dueWork, message })),
  ];
  const handlerOf = (queue: unknown, body: unknown): [handler: unknown, body: unknown] => {
    if (queue === world.queues.escalation) return [handlers.escalation, body];
    if (queue === world.queues.dueWork) return [handlers.dueWork, body];
    const { to, about } = body as { to: Name; about: unknown };
    return [handlers[to], about];
  };
  /** Works the queues off until nothing in them is due. A message whose handler failed comes again, later each time. */
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 200; round += 1) {
      const due = waiting().find(({ message }) => message.at <= world.now());
      if (due === undefined) return;
      const { queue, message } = due;
      queue.splice(queue.indexOf(message), 1);
      const done = await deliver(...handlerOf(queue, message.body));
      world.noCrash();
      const failed = (message.failed ?? 0) + 1;
      if (!done) queue.push({ ...message, at: plusSeconds(world.now(), Math.min(60, 2 ** failed)), failed });
    }
    throw new Error('the queues never come to rest');
  };
  /** The watchdog comes every minute, whatever became of the messages, unless the table or the queues do not work. */
  const advance = async (seconds: number): Promise<void> => {
    const until = plusSeconds(world.now(), seconds);
    while (world.now() < until) {
      const minute = plusSeconds(world.now(), 60);
      const times = waiting().map(({ message }) => message.at);
      const next = [minute, until, ...times].filter((at) => at > world.now()).sort()[0] ?? until;
      world.turn(next);
      if (next === minute && !world.down.has('state') && !world.down.has('queues'))
        for (const aggregate of world.overdue()) {
          const [, clientId = ''] = aggregate.ids;
          if (aggregate.kind === 'incident')
            world.queues.escalation.push({ at: next, body: { tenantId, clientId } });
          else world.queues.dueWork.push({ at: next, body: aggregate });
        }
      await settle();
    }
  };
  const send = async (to: Name, about: unknown): Promise<void> => {
    world.queues.inbound.push({ at: world.now(), body: { to, about } });
    await settle();
  };
  return { advance, settle, send };
};

const incidentOf = (world: World, clientId: string): Incident | undefined =>
  world.items.get(partitionKeyOf(incidentKey(tenantId, clientId)))?.state as Incident | undefined;

/** What must hold at every moment between two messages. */
const holds = (world: World): void => {
  for (const clientId of clients) {
    const item = world.items.get(partitionKeyOf(incidentKey(tenantId, clientId)));
    const incident = item?.state as Incident | undefined;
    if (item === undefined || incident === undefined) continue;
    // An open incident always has a next deadline, and the table's index knows it.
    if (incident.status !== 'closed') {
      expect(incident.nextStepAt).toMatch(/^\d{4}-/);
      expect(item.deadline !== undefined && item.deadline <= incident.nextStepAt).toBe(true);
    }
  }
  for (const staffId of people) {
    const line = world.items.get(partitionKeyOf(contactMethodKey(`line-${staffId}`)))?.state as ContactMethod;
    const codes = [...line.incidents, ...line.testMessages, ...line.bundles].map(({ code }) => code);
    expect(new Set(codes).size, 'codes are never ambiguous').toBe(codes.length);
    // What gathers for a phone has a moment at which it is sent.
    expect(line.pacing.pending.length === 0 || line.pacing.flushAt !== undefined).toBe(true);
  }
  // Nobody was sent a link that leads nowhere.
  for (const { text } of world.texts) {
    const linkId = /\/p\/(\w+)/.exec(text)?.[1];
    if (linkId !== undefined) expect(world.items.has(partitionKeyOf(linkKey(linkId))), linkId).toBe(true);
  }
};

/** A roster with these tiers. Where the handset is shared, bea has ada's. */
const rosterEvent = (world: World, id: string, { tiers, shared }: Extract<Step, { kind: 'roster' }>) => {
  const numbers = { ada: '+ada', bea: shared ? '+ada' : '+bea', cora: '+cora' };
  const named = [...new Set(tiers.flat())];
  const event = {
    specversion: '1.0',
    id,
    source: 'urn:test',
    type: rosterPublished.type,
    time: world.now(),
    tenantid: tenantId,
    data: {
      rosterId: 'main',
      tiers: tiers.map((staffIds) => ({ staffIds, answerWithinSeconds: 300 })),
    },
  };
  const binding = bindingOf(rosterPublished, { tenantId, eventId: `urn:test|${id}`, data: event.data });
  if (binding === undefined) throw new Error('a roster has sealed phones');
  world.seal(binding.recordId, Object.fromEntries(named.map((person) => [person, numbers[person]])));
  return { ...event, dataref: `records/${binding.recordId}` };
};

const snoozesIn = ({ facts }: World): number =>
  facts.filter(({ type }) => type === 'incident.snoozed.v1').length;

/** Nobody is paged after it was taken, except by re-opening: read from the facts alone. */
const pagedOnlyWhileOpen = (world: World): void => {
  const open = new Map<string, boolean>();
  for (const { type, data } of world.facts) {
    const id = String(data['incidentId']);
    if (type === 'incident.opened.v1' || type === 'incident.reopened.v1') open.set(id, true);
    if (type === 'incident.acknowledged.v1') open.set(id, false);
    if (type === 'incident.paged.v1' && data['purpose'] === undefined)
      expect(open.get(id), 'nobody is paged after it is taken').toBe(true);
  }
};

/** Said with every run, so that each can be repeated: `VIGIL_MODEL_SEED=… VIGIL_MODEL_RUNS=…`. */
const seed = Number(process.env['VIGIL_MODEL_SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['VIGIL_MODEL_RUNS'] ?? 400);
console.info(`seed ${seed}`);

test(
  'whatever happens, an open incident goes on until somebody has it, and the facts tell all of it',
  { timeout: 1_800_000 },
  async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const world = createWorld(start);
        putRoster(world, tenantId);
        const { settle, advance, send } = startHandlers(world);
        let events = 0;
        let lastTrigger: unknown;
        let lastReply: unknown;
        let answeredAtOnce = false;
        const accepted = clients.map((): string[] => []);
        /** Nothing waits for its next try, so that what follows now follows from what is sent now. */
        const calm = () => world.down.size === 0 && world.queues.inbound.length === 0;
        // Everything is about what follows a first alarm.
        for (const it of [
          { kind: 'trigger', client: clients[0], trigger: 'phq9-item9' },
          ...steps,
        ] as Step[]) {
          switch (it.kind) {
            case 'trigger':
              events += 1;
              lastTrigger = {
                specversion: '1.0',
                id: `evt-${events}`,
                source: 'urn:test',
                type: 'risk.flagged.v1',
                time: world.now(),
                tenantid: tenantId,
                data: { clientId: it.client, trigger: it.trigger },
              };
              accepted[clients.indexOf(it.client)]?.push(`urn:test|evt-${events}`);
              await send('open', lastTrigger);
              break;
            case 'repeat-trigger':
              if (lastTrigger !== undefined) await send('open', lastTrigger);
              break;
            case 'reply': {
              events += 1;
              const line = world.items.get(partitionKeyOf(contactMethodKey(`line-${it.by}`)))
                ?.state as ContactMethod;
              const code = it.code ? (line.incidents.at(-1)?.code ?? '') : '';
              lastReply = {
                line: `line-${it.by}`,
                inboundMessageId: `in-${events}`,
                reply: parseReply(`${code} ${it.verb}`),
              };
              answeredAtOnce = calm();
              const snoozes = answeredAtOnce ? snoozesIn(world) : Infinity;
              await send('reply', lastReply);
              if (it.twice)
                await send('reply', {
                  ...(lastReply as object),
                  inboundMessageId: `in-${events}-again`,
                });
              expect(snoozesIn(world) - snoozes, 'a check-in is put off once at a time').toBeLessThanOrEqual(
                1,
              );
              break;
            }
            case 'repeat-reply': {
              // An answer that could not be sent is sent now.
              const before = answeredAtOnce && calm() ? world.texts.length : Infinity;
              if (lastReply !== undefined) await send('reply', lastReply);
              expect(world.texts.length, 'a reply that comes twice is answered once').toBeLessThanOrEqual(
                before,
              );
              break;
            }
            case 'lose-receipt':
              break; // nothing waits for one
            case 'lose-messages':
              world.queues.escalation.length = 0;
              world.queues.dueWork.length = 0;
              break;
            case 'duplicate-messages':
              world.queues.escalation.push(...world.queues.escalation);
              await settle();
              break;
            case 'undelivered':
              for (const clientId of clients) {
                const incident = incidentOf(world, clientId);
                if (incident === undefined) continue;
                const before = incident.status === 'open' ? incident.nextStepAt : undefined;
                const undelivered = {
                  incidentId: incident.incidentId,
                  staffId: it.by,
                  failure: 'phone-unreachable',
                };
                const nothingElse = calm();
                await send('escalation', { tenantId, clientId, undelivered });
                const after = incidentOf(world, clientId);
                if (
                  nothingElse &&
                  before !== undefined &&
                  before > world.now() &&
                  after?.status === 'open' &&
                  after.paging === undefined && // a paging under way has a moment of its own, for the crash
                  after.pages.length === incident.pages.length
                )
                  expect(after.nextStepAt <= before, 'a receipt only hastens').toBe(true);
              }
              break;
            case 'crash':
              world.crashAfter(it.after);
              break;
            case 'break':
              world.down.add(it.service);
              break;
            case 'repair':
              world.down.delete(it.service);
              break;
            case 'roster': {
              events += 1;
              await send('roster', rosterEvent(world, `evt-${events}`, it));
              break;
            }
            case 'advance':
              await advance(it.seconds);
          }
          holds(world);
        }
        // In the end, however it went: anyone who is still open is paged again within minutes.
        world.noCrash();
        world.unreachable.clear();
        world.down.clear();
        await advance(120);
        expect(world.queues.inbound, 'two minutes after an outage nothing accepted waits').toEqual([]);
        for (const [index, clientId] of clients.entries()) {
          const known = incidentOf(world, clientId)?.triggers.map(({ eventId }) => eventId) ?? [];
          expect(known, 'no trigger is lost').toEqual(expect.arrayContaining(accepted[index] ?? []));
        }
        for (const clientId of clients) {
          const incident = incidentOf(world, clientId);
          if (incident?.status !== 'open') continue;
          const pages = world.texts.length;
          await advance(700);
          expect(world.texts.length, 'an open incident pages on').toBeGreaterThan(pages);
        }
        // Every page is in the timeline: as many as the incident remembers, and none that the ledger does not know.
        for (const clientId of clients) {
          const incident = incidentOf(world, clientId);
          const stated = world.facts.filter(
            ({ type, data }) =>
              type === 'incident.paged.v1' &&
              data['incidentId'] === incident?.incidentId &&
              data['purpose'] === undefined,
          );
          expect(stated.length).toBeGreaterThanOrEqual(incident?.pages.length ?? 0);
        }
        pagedOnlyWhileOpen(world);
        taken += world.facts.some(({ type }) => type === 'incident.acknowledged.v1') ? 1 : 0;
      }),
      { numRuns, seed },
    );
    // The test would show nothing if its people never took anything.
    expect(taken).toBeGreaterThan(numRuns / 20);
  },
);
