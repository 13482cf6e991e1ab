import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import type { CrisisPolicy, Incident, IncidentFact, Task } from './incident.ts';

export interface TaskStep {
  readonly action: 'remind-of-task';
  readonly task: Task;
  readonly prepared: Decided<Incident, IncidentFact>;
}

/**
 * What remains when an incident closes: the client is seen again within 48 hours by default, as after a discharge
 * (SPRC, care transitions), and the case is reviewed.
 */
export const tasksAfter = (
  incidentId: string,
  staffId: string,
  policy: CrisisPolicy,
  now: Instant,
): readonly Task[] =>
  (
    [
      ['follow-up', policy.followUpDueSeconds],
      ['review', policy.reviewDueSeconds],
    ] as const
  ).map(([kind, seconds]) => {
    const dueAt = plusSeconds(now, seconds);
    return { kind, incidentId, staffId, dueAt, remindAt: dueAt };
  });

/** The task whose owner is to be reminded now. */
export const dueTask = (incident: Incident, policy: CrisisPolicy, now: Instant): TaskStep | undefined => {
  const task = incident.tasks.find(({ remindAt }) => remindAt <= now);
  if (task === undefined) return undefined;
  const reminded = { ...task, remindAt: plusSeconds(now, policy.taskReminderSeconds) };
  const tasks = incident.tasks.map((other) => (other === task ? reminded : other));
  return { action: 'remind-of-task', task, prepared: { state: { ...incident, tasks }, facts: [] } };
};
