import type { CrisisPolicy } from '../../domain/crisis/incident.ts';
import {
  type CodedIncident,
  markAnswered,
  type Owner,
  type PhoneLine,
} from '../../domain/crisis/phone-line.ts';
import type { Reply } from '../../domain/crisis/reply.ts';
import { type Command, respond, type Response } from '../../domain/crisis/respond.ts';
import { sms } from '../../domain/crisis/sms.ts';
import type { Instant } from '../../domain/instant.ts';
import { deadlineOf } from '../crisis/deadline.ts';
import { type Phones, textStaff } from '../crisis/phones.ts';
import { change, keys } from '../ports/aggregates.ts';
import type { Now } from '../ports/clock.ts';
import { type EscalationQueue, type InboundReply, stepMessage } from '../ports/messaging.ts';
import { type ConsumerDependencies, queueConsumer } from '../runtime/queue-consumer.ts';

export interface Dependencies extends ConsumerDependencies, Phones {
  readonly escalation: EscalationQueue;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

/**
 * Does what somebody answered by SMS and tells them so. Strangers get no answer; staff always do, so that nobody
 * believes to have taken what they have not.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, (body) => applyReply(dependencies, body as InboundReply));

const applyReply = async (dependencies: Dependencies, inbound: InboundReply): Promise<void> => {
  const { aggregates, log, now: clock } = dependencies;
  const { reply, inboundMessageId } = inbound;
  const now = clock();
  const line = (await aggregates.load(keys.phoneLine(inbound.line)))?.state;
  const [owner] = line?.owners ?? [];
  if (line === undefined || owner === undefined) {
    log.warn('reply-from-stranger');
    return;
  }
  if (line.answered.includes(inboundMessageId)) return;
  // Texting somebody who just opted out would be refused, and would be wrong.
  if (reply.verb !== 'opt-out') {
    const answer = await answerTo(dependencies, line, owner, reply, now);
    await tell(dependencies, answer.to, answer.text);
  }
  await change(
    aggregates,
    keys.phoneLine(inbound.line),
    now,
    (known) => known && { decided: { state: markAnswered(known, inboundMessageId), facts: [] } },
  );
};

interface Answer {
  readonly to: Owner;
  readonly text: string;
}

const answerTo = async (
  dependencies: Dependencies,
  line: PhoneLine,
  owner: Owner,
  reply: Exclude<Reply, { verb: 'opt-out' }>,
  now: Instant,
): Promise<Answer> => {
  if (reply.verb === 'unclear') return { to: owner, text: sms.help() };
  const meant = await incidentMeant(dependencies, line, reply.code);
  if (!('entry' in meant)) return { to: owner, text: meant.text };
  const { entry } = meant;
  const { tenantId, staffId, clientId, incidentId, code } = entry;
  if (reply.verb === 'close-unspecified') return { to: entry, text: sms.welfareConfirmed(code) };

  const command: Command =
    reply.verb === 'close' ? { verb: 'close', outcome: reply.outcome } : { verb: reply.verb };
  let response = closed;
  const incident = await change(
    dependencies.aggregates,
    keys.incident(tenantId, clientId),
    now,
    (current) => {
      // The client's item may hold a later incident by now: then this one is closed.
      response =
        current?.incidentId === incidentId
          ? respond(current, staffId, command, dependencies.policy, now)
          : closed;
      return response.outcome === 'done'
        ? { decided: response.decided, ...deadlineOf(response.decided.state) }
        : undefined;
    },
  );
  if (incident?.status !== 'closed' && incident?.incidentId === incidentId) {
    // The next step has its message at once: the watchdog alone would be up to a minute late.
    await dependencies.escalation.send(stepMessage(incident), 0);
  }
  dependencies.log.info('reply-applied', {
    incidentId,
    staffId,
    verb: reply.verb,
    outcome: response.outcome,
  });
  return { to: entry, text: wordsFor(command, response, code) };
};

const closed: Response = { outcome: 'refused', reason: 'closed' };

/** Which incident is meant: the one with the code, or without a code the only one that is open. */
const incidentMeant = async (
  { aggregates }: Dependencies,
  line: PhoneLine,
  code: string | undefined,
): Promise<{ readonly entry: CodedIncident } | { readonly text: string }> => {
  if (code !== undefined) {
    const entry = line.incidents.find((candidate) => candidate.code === code);
    return entry === undefined ? { text: sms.unknownCode(code) } : { entry };
  }
  const open: CodedIncident[] = [];
  for (const entry of line.incidents) {
    const incident = (await aggregates.load(keys.incident(entry.tenantId, entry.clientId)))?.state;
    if (incident?.incidentId === entry.incidentId && incident.status !== 'closed') open.push(entry);
  }
  const [only, ...others] = open;
  if (only === undefined) return { text: sms.nothingOpen() };
  return others.length === 0 ? { entry: only } : { text: sms.whichOne(open.map((entry) => entry.code)) };
};

const wordsFor = (command: Command, response: Response, code: string): string => {
  if (response.outcome === 'refused') {
    return {
      'taken-by-other': sms.takenByOther,
      'not-taken-yet': sms.notTakenYet,
      'welfare-not-confirmed': sms.welfareFirst,
      'welfare-confirmed': sms.remindToClose,
      closed: sms.alreadyClosed,
    }[response.reason](code);
  }
  return { take: sms.taken, pass: sms.passed, welfare: sms.welfareConfirmed, close: sms.closed }[
    command.verb
  ](code);
};

const tell = async (
  dependencies: Dependencies,
  { tenantId, staffId }: Owner,
  text: string,
): Promise<void> => {
  const roster = (await dependencies.aggregates.load(keys.roster(tenantId)))?.state;
  const result =
    roster === undefined
      ? { outcome: 'failed' as const }
      : await textStaff(dependencies, tenantId, roster, staffId, text);
  dependencies.log.count(result.outcome === 'accepted' ? 'SmsAccepted' : 'SmsFailed');
};
