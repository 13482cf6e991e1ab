import type { Incident, Task } from './incident.ts';
import type { Command } from './respond.ts';

/** Who may mean what a phone or a link says about an incident. A handset may be shared, and change hands. */
export interface Sender {
  /** Who was paged with this code or link. */
  readonly staffId: string;
  /** Whether the roster names them with this phone now. */
  readonly named: boolean;
  /** Somebody else of the tenant whom the roster names with this phone now. */
  readonly standIn?: string | undefined;
  /** Others who were paged about the incident on this phone. */
  readonly alsoPaged: readonly string[];
}

/** Whether this person has the incident, or a task that remained: until then their phone counts, on the roster or not. */
export const isResponsible = (incident: Incident, staffId: string): boolean =>
  responderOf(incident) === staffId || incident.tasks.some((task) => task.staffId === staffId);

/**
 * As whom a command acts: the person whose page is answered, while the roster names them or they have the incident.
 * On a shared phone the responder's incident follows any of its codes. Nothing: nobody at this phone is on call.
 */
export const actorOf = (incident: Incident, sender: Sender, command: Command): string | undefined => {
  const { staffId, named, standIn, alsoPaged } = sender;
  const here = [staffId, ...alsoPaged];
  const onCall = named ? staffId : standIn;
  if (command.verb === 'task-done')
    return here.find((candidate) => hasTask(incident, candidate, command.task)) ?? onCall;
  const responder = responderOf(incident);
  if (responder === undefined || responder === onCall || !here.includes(responder)) return onCall;
  if (responder === staffId) return responder;
  // Another's "no" must not give back what the responder has, and another's "yes" may accept a hand-over.
  const own = command.verb === 'pass' || (command.verb === 'take' && isAsked(incident, onCall));
  return own ? onCall : responder;
};

const responderOf = (incident: Incident): string | undefined =>
  'responder' in incident ? incident.responder : undefined;

const hasTask = ({ tasks }: Incident, staffId: string, kind: Task['kind']): boolean =>
  tasks.some((task) => task.kind === kind && task.staffId === staffId);

const isAsked = (incident: Incident, staffId: string | undefined): boolean =>
  staffId !== undefined &&
  incident.status === 'acknowledged' &&
  incident.ask?.staffIds.includes(staffId) === true;
