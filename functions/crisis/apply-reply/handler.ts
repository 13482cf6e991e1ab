import { addAnswer, type AnswerKind, type UnsentAnswer } from '../../../domain/crisis/answers.ts';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import {
  answerTestMessage,
  markAnswered,
  optedOut,
  type Owner,
  type ContactMethodFact,
  type ContactMethod,
} from '../../../domain/crisis/contact-method.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type AnswerDependencies, sendAnswers } from '../answers.ts';
import { changeContactMethod, numberOf } from '../phones.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type EscalationQueue, type InboundReply, inboundReply } from '../messages.ts';
import { type ConsumerDependencies, messageOf, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { answerForAll } from './answer-for-all.ts';
import { answerForOne } from './answer-for-one.ts';
import { incidentsOf, openCodes } from './incidents-of-phone.ts';
import { readPhone, type RepliedFrom } from './read-phone.ts';

export interface Dependencies extends ConsumerDependencies, AnswerDependencies {
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

/** What to store in the contact method, and for whom. */
interface Remembered {
  readonly to: Owner;
  readonly remember?: (line: ContactMethod) => {
    readonly line: ContactMethod;
    readonly facts?: readonly ContactMethodFact[];
  };
}

/** Who gets which text, and how much it matters. */
export interface TextAnswer extends Remembered {
  readonly text: string;
  readonly kind: AnswerKind;
  /** The same for the same answer to the same words or command. */
  readonly fingerprint?: string;
  readonly incident?: NonNullable<UnsentAnswer['incident']>;
  /** No incident was open that the reply could mean. */
  readonly nothingOpen?: true;
  /** An incident is open for this phone: it gets more explanations than otherwise. */
  readonly open?: boolean;
}

type Answer = TextAnswer | (Remembered & { readonly text?: undefined });

const applyReply = async (dependencies: Dependencies, inbound: InboundReply): Promise<void> => {
  const { aggregates, log, now: clock } = dependencies;
  const now = clock();
  const phone = await readPhone(aggregates, inbound.line);
  if (phone === undefined) {
    log.warn('reply-from-stranger');
    return;
  }
  const { line, owner } = phone;
  const { inboundMessageId } = inbound;
  // A delivery before this one may have stored the answer and stopped before sending it.
  const sendOwn = ({ unsentAnswers = [] }: ContactMethod) =>
    sendAnswers(
      dependencies,
      inbound.line,
      unsentAnswers.filter((unsent) => unsent.inboundMessageId === inboundMessageId),
      now,
    );
  if (line.answered.includes(inboundMessageId)) return sendOwn(line);
  const answer = await answerTo(dependencies, phone, inbound, now);
  const stopped = inbound.mayOptOut === true && (await hasOptedOut(dependencies, phone));
  if (stopped) await moveOnWithout(dependencies, inbound.line, line);
  let dropped = false as boolean;
  const saved = await changeContactMethod(
    aggregates,
    inbound.line,
    now,
    (known) => {
      if (known === undefined) return undefined;
      const remembered = answer.remember?.(known) ?? { line: known };
      const added = addTo(markAnswered(remembered.line, inboundMessageId), answer, inboundMessageId, now);
      dropped = added.dropped;
      if (!stopped) return { ...remembered, line: added.line };
      const out = optOut(added.line, owner, true, now);
      return { line: out.line, facts: [...(remembered.facts ?? []), ...out.facts] };
    },
    answer.to.tenantId,
  );
  if (dropped) log.count('AnswersDropped');
  if (saved !== undefined) await sendOwn(saved);
};

/** Stores the answer in the write that remembers the reply, so that no crash loses it. */
const addTo = (line: ContactMethod, answer: Answer, inboundMessageId: string, now: Instant) => {
  if (answer.text === undefined) return { line, dropped: false };
  const { to, text, kind, fingerprint, incident, open = false } = answer;
  const unsent = {
    tenantId: to.tenantId,
    staffId: to.staffId,
    inboundMessageId,
    text,
    ...(incident === undefined ? {} : { incident }),
  };
  return addAnswer(line, unsent, { kind, open, ...(fingerprint === undefined ? {} : { fingerprint }) }, now);
};

const answerTo = async (
  dependencies: Dependencies,
  phone: RepliedFrom,
  { line: lineId, reply, fingerprint, inboundMessageId }: InboundReply,
  now: Instant,
): Promise<Answer> => {
  const { line, owner, offDuty } = phone;
  const sms = phone.textsFor(owner);
  switch (reply.verb) {
    case 'opt-out':
      // Texting somebody who just opted out would be refused, and would be wrong.
      await moveOnWithout(dependencies, lineId, line);
      return { to: owner, remember: (known) => optOut(known, owner, true, now) };
    case 'opt-in':
      return {
        to: owner,
        text: offDuty ? sms.notOnCall() : sms.verified(),
        kind: 'confirmation',
        remember: (known) => optOut(known, owner, false, now),
      };
    case 'unclear': {
      const codes = offDuty ? [] : openCodes(await incidentsOf(dependencies.aggregates, line));
      return {
        to: owner,
        text: offDuty ? sms.notOnCall() : sms.help(codes),
        kind: 'explanation',
        fingerprint: fingerprint ?? inboundMessageId,
        open: codes.length > 0,
      };
    }
    default: {
      if (offDuty)
        return {
          to: owner,
          text: sms.notOnCall(),
          kind: 'explanation',
          fingerprint: fingerprint ?? inboundMessageId,
        };
      const { code } = reply;
      const test = testMeant(phone, code);
      const tested =
        reply.verb === 'take' && test !== undefined ? answerTestMessage(line, test, now) : undefined;
      if (tested !== undefined && code !== undefined) return testAnswered(phone, tested, now);
      const bundle = line.bundles.find((candidate) => candidate.code === code);
      if (bundle !== undefined) return answerForAll(dependencies, phone, reply.verb, bundle, now);
      const answer = await answerForOne(dependencies, phone, reply, now);
      // Without a code an incident comes before a test message.
      return tested !== undefined && answer.nothingOpen === true ? testAnswered(phone, tested, now) : answer;
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
  { textsFor }: RepliedFrom,
  { testMessage, facts }: NonNullable<ReturnType<typeof answerTestMessage>>,
  now: Instant,
): Answer => ({
  to: testMessage,
  text: textsFor(testMessage)[testMessage.purpose === 'drill' ? 'drillAnswered' : 'verified'](),
  kind: facts.length > 0 ? 'confirmation' : 'result',
  fingerprint: testMessage.code,
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
const moveOnWithout = async (
  { escalation, log }: Dependencies,
  lineId: string,
  line: ContactMethod,
): Promise<void> => {
  log.count('StaffOptOut');
  for (const { tenantId, clientId, incidentId, staffId } of line.incidents)
    await escalation.send(
      { tenantId, clientId, undelivered: { incidentId, staffId, failure: 'opted-out', line: lineId } },
      0,
    );
};

/** Whether the carrier took the text for an opt-out. */
const hasOptedOut = async (dependencies: Dependencies, phone: RepliedFrom): Promise<boolean> => {
  const contact = phone.contact();
  const found = contact && (await numberOf(dependencies, contact.tenantId, contact, contact.staffId));
  return found !== undefined && 'number' in found && (await dependencies.sms.optedOut(found.number)) === true;
};
