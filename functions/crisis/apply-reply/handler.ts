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
import type { Now } from '../../platform/lambda/clock.ts';
import { type EscalationQueue, type InboundReply, inboundReply } from '../messages.ts';
import { type ConsumerDependencies, messageOf, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { answerForAll } from './answer-for-all.ts';
import { answerForOne } from './answer-for-one.ts';
import { readPhone, type RepliedFrom } from './read-phone.ts';

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

/** What the phone is told, in whose name, and what to store in the contact method; without a text it is told nothing. */
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
  const phone = await readPhone(aggregates, inbound.line);
  if (phone === undefined) {
    log.warn('reply-from-stranger');
    return;
  }
  if (phone.line.answered.includes(inbound.inboundMessageId)) return;
  const answer = await answerTo(dependencies, phone, inbound, now);
  if (answer.text !== undefined) await tell(dependencies, phone, answer.text);
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

const answerTo = async (
  dependencies: Dependencies,
  phone: RepliedFrom,
  { reply }: InboundReply,
  now: Instant,
): Promise<Answer> => {
  const { line, owner, offDuty } = phone;
  switch (reply.verb) {
    case 'opt-out':
      // Texting somebody who just opted out would be refused, and would be wrong.
      await moveOnWithout(dependencies, line);
      return { to: owner, remember: (known) => optOut(known, owner, true, now) };
    case 'opt-in':
      return {
        to: owner,
        text: offDuty ? sms.notOnCall() : sms.verified(),
        remember: (known) => optOut(known, owner, false, now),
      };
    case 'unclear': {
      const { may } = explainHelp(line, now);
      const remember = (known: ContactMethod) => ({ line: explainHelp(known, now).line });
      return may ? { to: owner, text: offDuty ? sms.notOnCall() : sms.help(), remember } : { to: owner };
    }
    default: {
      if (offDuty) return { to: owner, text: sms.notOnCall() };
      const { code } = reply;
      const test = testMeant(phone, code);
      const tested =
        reply.verb === 'take' && test !== undefined ? answerTestMessage(line, test, now) : undefined;
      if (tested !== undefined && code !== undefined) return testAnswered(tested, now);
      if (code !== undefined && isBundleCode(code))
        return answerForAll(dependencies, phone, { verb: reply.verb, code }, now);
      const answer = await answerForOne(dependencies, phone, reply, now);
      // Without a code an incident comes before a test message.
      return tested !== undefined && answer.nothingOpen === true ? testAnswered(tested, now) : answer;
    }
  }
};

const testMeant = ({ line, isNamed }: RepliedFrom, code: string | undefined): string | undefined => {
  const tests = line.testMessages.filter(isNamed);
  return (
    code === undefined
      ? tests.findLast(({ answeredAt }) => answeredAt === undefined)
      : tests.find((testMessage) => testMessage.code === code)
  )?.code;
};

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

/** The answer goes to the phone that asked, also where a new roster names another for the same person. */
const tell = async (dependencies: Dependencies, phone: RepliedFrom, text: string): Promise<void> => {
  const contact = phone.contact();
  const result =
    contact === undefined
      ? { outcome: 'failed' as const }
      : await textStaff(dependencies, contact.tenantId, contact, contact.staffId, text);
  dependencies.log.count(result.outcome === 'accepted' ? 'SmsAccepted' : 'SmsFailed');
};
