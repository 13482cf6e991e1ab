import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { AsyncInvocations } from '../../lambda/async-invocations.ts';
import type { Authorizer } from '../../iam/authorizer.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import type { StageClock } from '../../clock.ts';
import type { Logs } from '../../logs.ts';
import { account, region } from '../../template/resource-types.ts';
import { AwsError, type Activity, type Store } from '../../service.ts';
import { ignored, read, text } from '../../shapes.ts';
import type { Resource, Template } from '../../template/template.ts';
import { parseSchedule } from './expression.ts';

/**
 * A turn of seven years would start a schedule of every minute 3.7 million times. In days each start can matter; over
 * months and years they show that nothing is lost in between, and fewer do.
 */
const mostFirings = (spanMs: number): number => (spanMs <= longestCloseTurnMs ? 100 : 25);
const longestCloseTurnMs = 31 * 24 * 60 * 60 * 1000;

interface Surroundings {
  readonly clock: StageClock;
  readonly store: Store;
  readonly activity: Activity;
  readonly authorizer: Authorizer;
  readonly lambda: Lambda;
  readonly invocations: AsyncInvocations;
  readonly logs: Logs;
}

/**
 * Amazon EventBridge Scheduler with Lambda targets. The first start is one interval after the stage's first start.
 * While the clock is being turned a schedule is thinned to at most a hundred starts, evenly spread; to 25 in a turn
 * of more than a month.
 * Source: "Schedule types" and "Managing targets", EventBridge Scheduler User Guide.
 */
export function startSchedules(
  template: Template,
  paused: readonly string[],
  surroundings: Surroundings,
): void {
  const schedules = template.of('AWS::Scheduler::Schedule').map((resource) => {
    const schedule = read(resource.name, resource.properties, scheduleProperties);
    return { resource, schedule, starts: surroundings.lambda.find(schedule.Target.Arn).shortName };
  });
  const unknown = paused.filter((name) => !schedules.some(({ starts }) => starts === name));
  if (unknown.length > 0) throw new Error(`no schedule starts ${unknown.join(', ')}`);
  for (const { resource, schedule, starts } of schedules)
    if (schedule.State === 'ENABLED' && !paused.includes(starts))
      startSchedule(template, resource, schedule, surroundings);
}

const targetProperties = z.strictObject({
  Arn: text,
  RoleArn: text,
  Input: text.optional(),
  ...ignored('DeadLetterConfig', 'RetryPolicy'),
});
const scheduleProperties = z.strictObject({
  ScheduleExpression: text,
  ScheduleExpressionTimezone: z.literal('UTC', 'the stage knows schedules in UTC only').optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.literal('OFF', 'the stage knows no flexible time windows'),
  }),
  Target: targetProperties,
  ...ignored('Description', 'GroupName', 'Name'),
});

function startSchedule(
  template: Template,
  { name, arn }: Resource,
  schedule: z.output<typeof scheduleProperties>,
  surroundings: Surroundings,
) {
  const { clock, store, activity } = surroundings;
  const nextAfter = parseSchedule(schedule.ScheduleExpression, name);
  const fire = createFiring(template, name, arn, schedule.Target, surroundings);

  function plan(dueAt: number | undefined): void {
    if (dueAt === undefined) {
      store.put('schedules', name, null);
      return;
    }
    store.put('schedules', name, dueAt);
    clock.at(dueAt, () => {
      void activity.run(() => fire(dueAt));
      // Counted from now: what fell due while the stage was down is made up for once, not once a minute.
      plan(following(clock.now()));
    });
  }

  function following(now: number): number | undefined {
    const turn = clock.turning();
    const next = nextAfter(now);
    if (!turn || next === undefined) return next;
    const spanMs = turn.until - turn.from;
    const most = mostFirings(spanMs);
    const thinned = nextAfter(now + spanMs / most - 1);
    if (thinned === undefined || (next - now) * most >= spanMs) return next;
    // After the turn the schedule goes on in its own rhythm.
    return thinned < turn.until ? thinned : nextAfter(Math.max(now, turn.until));
  }

  const kept = store.all<number | null>('schedules').find(([key]) => key === name);
  plan(kept ? (kept[1] ?? undefined) : nextAfter(clock.now()));
}

/** What starts the schedule's function, if its role may. */
function createFiring(
  template: Template,
  name: string,
  arn: string,
  { Arn, RoleArn, Input }: z.output<typeof targetProperties>,
  { authorizer, invocations, logs }: Surroundings,
): (dueAt: number) => Promise<void> {
  const target = template.find('AWS::Lambda::Function', Arn).arn;
  const role = template.find('AWS::IAM::Role', RoleArn).name;

  function inputOf(dueAt: number): unknown {
    const time = new Date(dueAt).toISOString().replace(/\.\d+Z$/, 'Z');
    if (Input !== undefined)
      return JSON.parse(Input.replaceAll('<aws.scheduler.scheduled-time>', time)) as unknown;
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account,
      time,
      region,
      resources: [arn],
      detail: '{}',
    };
  }

  return async (dueAt) => {
    try {
      await authorizer.check(role, [{ action: 'lambda:InvokeFunction', resource: target }]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      logs.write('stage', '', `The schedule ${name} may not start its function: ${error.message}`);
      return;
    }
    invocations.accept(target, inputOf(dueAt));
  };
}
