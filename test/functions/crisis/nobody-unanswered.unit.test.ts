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
import { partitionKeyOf } from '../../../functions/platform/state/item-key.ts';
import { contactMethodKey, incidentKey, linkKey } from '../../../functions/crisis/keys.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { policy } from '../../domain/crisis/given.ts';
import { runContext } from '../sqs-event.ts';
import { createWorld, people, putRoster, type World } from './memory.ts';

const tenantId = 'clinic';
const start = '2027-03-01T10:00:00.000Z';
const clients = ['client-1', 'client-2'] as const;

type Step =
  | { readonly kind: 'trigger'; readonly client: (typeof clients)[number]; readonly trigger: string }
  | { readonly kind: 'repeat-trigger' }
  | {
      readonly kind: 'reply';
      readonly by: (typeof people)[number];
      readonly verb: string;
      readonly code: boolean;
      /** Sent again in another message, in the same instant. */
      readonly twice: boolean;
    }
  | { readonly kind: 'repeat-reply' }
  | { readonly kind: 'lose-receipt' | 'lose-messages' | 'duplicate-messages' }
  | { readonly kind: 'undelivered'; readonly by: (typeof people)[number] }
  | { readonly kind: 'crash'; readonly after: number }
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
  const handlers = {
    open: makeOpenIncident(dependencies),
    escalation: makeEscalate(dependencies),
    dueWork: makeProcessDueWork(dependencies),
    reply: makeApplyReply(dependencies),
  };
  /** Works both queues off until nothing in them is due. A message whose handler crashed comes again. */
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 200; round += 1) {
      const due = (['escalation', 'dueWork'] as const).find((name) =>
        world.queues[name].some(({ at }) => at <= world.now()),
      );
      if (due === undefined) return;
      const index = world.queues[due].findIndex(({ at }) => at <= world.now());
      const [message] = world.queues[due].splice(index, 1);
      if (message === undefined) return;
      const done = await deliver(handlers[due], message.body);
      world.noCrash();
      if (!done) world.queues[due].push({ at: plusSeconds(world.now(), 2), body: message.body });
    }
    throw new Error('the queues never come to rest');
  };
  /** The watchdog comes every minute, whatever became of the messages. */
  const advance = async (seconds: number): Promise<void> => {
    const until = plusSeconds(world.now(), seconds);
    while (world.now() < until) {
      const minute = plusSeconds(world.now(), 60);
      const waiting = [...world.queues.escalation, ...world.queues.dueWork].map(({ at }) => at);
      const next = [minute, until, ...waiting].filter((at) => at > world.now()).sort()[0] ?? until;
      world.turn(next);
      if (next === minute)
        for (const aggregate of world.overdue()) {
          const [, clientId = ''] = aggregate.ids;
          if (aggregate.kind === 'incident')
            world.queues.escalation.push({ at: next, body: { tenantId, clientId } });
          else world.queues.dueWork.push({ at: next, body: aggregate });
        }
      await settle();
    }
  };
  return { handlers, settle, advance };
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
const numRuns = Number(process.env['VIGIL_MODEL_RUNS'] ?? 2000);
console.info(`seed ${seed}`);

test(
  'whatever happens, an open incident goes on until somebody has it, and the facts tell all of it',
  { timeout: 300_000 },
  async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const world = createWorld(start);
        putRoster(world, tenantId);
        const { handlers, settle, advance } = startHandlers(world);
        let events = 0;
        let lastTrigger: unknown;
        let lastReply: unknown;
        const send = async (handler: unknown, body: unknown) => {
          // SQS delivers again what failed.
          for (let attempt = 0; attempt < 3 && !(await deliver(handler, body)); attempt += 1) world.noCrash();
          world.noCrash();
          await settle();
        };
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
              await send(handlers.open, lastTrigger);
              break;
            case 'repeat-trigger':
              if (lastTrigger !== undefined) await send(handlers.open, lastTrigger);
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
              const snoozes = snoozesIn(world);
              await send(handlers.reply, lastReply);
              if (it.twice)
                await send(handlers.reply, {
                  ...(lastReply as object),
                  inboundMessageId: `in-${events}-again`,
                });
              expect(snoozesIn(world) - snoozes, 'a check-in is put off once at a time').toBeLessThanOrEqual(
                1,
              );
              break;
            }
            case 'repeat-reply': {
              const before = world.texts.length;
              if (lastReply !== undefined) await send(handlers.reply, lastReply);
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
                await send(handlers.escalation, { tenantId, clientId, undelivered });
                const after = incidentOf(world, clientId);
                if (
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
            case 'advance':
              await advance(it.seconds);
          }
          holds(world);
        }
        // In the end, however it went: anyone who is still open is paged again within minutes.
        world.noCrash();
        world.unreachable.clear();
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
