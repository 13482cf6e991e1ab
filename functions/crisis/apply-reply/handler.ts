import { isBundleCode } from '../../../domain/crisis/alert-burst.ts';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import {
  answerTestMessage,
  explainHelp,
  markAnswered,
  optedOut,
  type Owner,
  type ContactMethodFact,
  type ContactMethod,
} from '../../../domain/crisis/contact-method.ts';
import { sms } from '../../../domain/crisis/sms.ts';
import type { Instant } from '../../../domain/instant.ts';
import { changeContactMethod, type Phones, textStaff } from '../phones.ts';
import { contactMethodKey, rosterKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type EscalationQueue, type InboundReply, inboundReply } from '../messages.ts';
import { type ConsumerDependencies, messageOf, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { answerForAll } from './answer-for-all.ts';
import { answerForOne } from './answer-for-one.ts';

export interface Dependencies
  extends ConsumerDependencies, Pick<Phones, 'aggregates' | 'records' | 'vault' | 'sms'> {
  readonly escalation: EscalationQueue;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

/**
 * Does what somebody answered by SMS and tells them so. Strangers get no answer; staff always do, so that nobody
 * believes to have taken what they have not.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, messageOf(inboundReply), (inbound) => applyReply(dependencies, inbound));

/** Who gets which text, and what to store in the contact method; without a text nobody gets one. */
export interface Answer {
  readonly to: Owner;
  readonly text?: string;
  /** No incident was open that the reply could mean. */
  readonly nothingOpen?: true;
  readonly remember?: (line: ContactMethod) => {
    readonly line: ContactMethod;
    readonly facts?: readonly ContactMethodFact[];
  };
}

const applyReply = async (dependencies: Dependencies, inbound: InboundReply): Promise<void> => {
  const { aggregates, log, now: clock } = dependencies;
  const now = clock();
  const line = (await aggregates.load(contactMethodKey(inbound.line)))?.state;
  const owner = line && (await ownerNow(aggregates, line, inbound.line));
  if (line === undefined || owner === undefined) {
    log.warn('reply-from-stranger');
    return;
  }
  if (line.answered.includes(inbound.inboundMessageId)) return;
  const answer = await answerTo(dependencies, line, owner, inbound, now);
  if (answer.text !== undefined) await tell(dependencies, answer.to, answer.text);
  await changeContactMethod(
    aggregates,
    inbound.line,
    now,
    (known) => {
      if (known === undefined) return undefined;
      const remembered = answer.remember?.(known) ?? { line: known };
      return { ...remembered, line: markAnswered(remembered.line, inbound.inboundMessageId) };
    },
    answer.to.tenantId,
  );
};

/** Whom a roster names with this phone now: it may have been somebody else's before. */
const ownerNow = async (
  aggregates: Dependencies['aggregates'],
  { owners }: ContactMethod,
  lineId: string,
): Promise<Owner | undefined> => {
  const [first, ...others] = owners;
  if (others.length === 0) return first;
  for (const owner of owners) {
    const roster = (await aggregates.load(rosterKey(owner.tenantId)))?.state;
    if (roster?.lines[owner.staffId] === lineId) return owner;
  }
  return first;
};

const answerTo = async (
  dependencies: Dependencies,
  line: ContactMethod,
  owner: Owner,
  { reply }: InboundReply,
  now: Instant,
): Promise<Answer> => {
  switch (reply.verb) {
    case 'opt-out':
      // Texting somebody who just opted out would be refused, and would be wrong.
      await moveOnWithout(dependencies, line);
      return { to: owner, remember: (known) => optOut(known, owner, true, now) };
    case 'opt-in':
      return { to: owner, text: sms.verified(), remember: (known) => optOut(known, owner, false, now) };
    case 'unclear': {
      const { may } = explainHelp(line, now);
      const remember = (known: ContactMethod) => ({ line: explainHelp(known, now).line });
      return may ? { to: owner, text: sms.help(), remember } : { to: owner };
    }
    default: {
      const { code } = reply;
      const test = testMeant(line, code);
      const tested =
        reply.verb === 'take' && test !== undefined ? answerTestMessage(line, test, now) : undefined;
      if (tested !== undefined && code !== undefined) return testAnswered(tested, now);
      if (code !== undefined && isBundleCode(code))
        return answerForAll(dependencies, line, owner, { verb: reply.verb, code }, now);
      const answer = await answerForOne(dependencies, line, owner, reply, now);
      // Without a code an incident comes before a test message.
      return tested !== undefined && answer.nothingOpen === true ? testAnswered(tested, now) : answer;
    }
  }
};

const testMeant = ({ testMessages }: ContactMethod, code: string | undefined): string | undefined =>
  (code === undefined
    ? testMessages.findLast(({ answeredAt }) => answeredAt === undefined)
    : testMessages.find((testMessage) => testMessage.code === code)
  )?.code;

const testAnswered = (
  { testMessage }: NonNullable<ReturnType<typeof answerTestMessage>>,
  now: Instant,
): Answer => ({
  to: testMessage,
  text: testMessage.purpose === 'drill' ? sms.drillAnswered() : sms.verified(),
  remember: (known) => answerTestMessage(known, testMessage.code, now) ?? { line: known },
});

const optOut = (line: ContactMethod, { staffId }: Owner, out: boolean, now: Instant) => ({
  line: optedOut(line, out, now),
  facts:
    (line.optedOutAt !== undefined) === out
      ? []
      : [{ type: out ? 'staff.opted-out.v1' : 'staff.opted-in.v1', data: { staffId } } as const],
});

/** Pages of a phone that takes no more texts reach nobody: the next person is due. */
const moveOnWithout = async ({ escalation, log }: Dependencies, line: ContactMethod): Promise<void> => {
  log.count('StaffOptOut');
  for (const { tenantId, clientId, incidentId, staffId } of line.incidents)
    await escalation.send(
      { tenantId, clientId, undelivered: { incidentId, staffId, failure: 'opted-out' } },
      0,
    );
};

const tell = async (
  dependencies: Dependencies,
  { tenantId, staffId }: Owner,
  text: string,
): Promise<void> => {
  const roster = (await dependencies.aggregates.load(rosterKey(tenantId)))?.state;
  const result =
    roster === undefined
      ? { outcome: 'failed' as const }
      : await textStaff(dependencies, tenantId, roster, staffId, text);
  dependencies.log.count(result.outcome === 'accepted' ? 'SmsAccepted' : 'SmsFailed');
};
