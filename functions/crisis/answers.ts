import {
  answersFailed,
  answersSent,
  answersDueAt,
  freshness,
  type UnsentAnswer,
} from '../../domain/crisis/answers.ts';
import type { Texts } from '../../domain/crisis/sms.ts';
import { type Instant, secondsUntil } from '../../domain/instant.ts';
import type { Log } from '../platform/lambda/log.ts';
import { contactMethodKey, incidentKey, rosterKey } from './keys.ts';
import { dueWorkOf } from './messages.ts';
import { lastPhonesOf, phoneAt, textsFor } from './published-roster.ts';
import { changeContactMethod, type Phones, textStaff } from './phones.ts';

export type AnswerDependencies = Pick<Phones, 'aggregates' | 'records' | 'vault' | 'sms' | 'dueWork'> & {
  readonly log: Log;
};

/**
 * Sends stored answers and removes those that SNS accepted: a crash in between sends them twice. The others are due
 * again, by a message and by the sweep.
 */
export const sendAnswers = async (
  dependencies: AnswerDependencies,
  lineId: string,
  answers: readonly UnsentAnswer[],
  now: Instant,
): Promise<void> => {
  if (answers.length === 0) return;
  const over = new Set<string>();
  const failed = new Set<string>();
  for (const answer of answers)
    ((await sendAnswer(dependencies, lineId, answer, now)) ? over : failed).add(answer.inboundMessageId);
  const line = await changeContactMethod(
    dependencies.aggregates,
    lineId,
    now,
    (known) => known && { line: answersFailed(answersSent(known, over), failed, now) },
  );
  const retryAt = line && answersDueAt(line);
  if (failed.size > 0 && retryAt !== undefined)
    await dependencies.dueWork.send(dueWorkOf(contactMethodKey(lineId)), secondsUntil(retryAt, now));
};

/** Whether the answer needs no further try. */
const sendAnswer = async (
  dependencies: AnswerDependencies,
  lineId: string,
  answer: UnsentAnswer,
  now: Instant,
): Promise<boolean> => {
  const { aggregates, log } = dependencies;
  const { tenantId, staffId } = answer;
  const fresh = freshness(answer, now);
  if (fresh === 'expired') {
    log.count('AnswersDropped');
    return true;
  }
  const roster = (await aggregates.load(rosterKey(tenantId)))?.state;
  // The phone that asked, also where a new roster names another for the same person.
  const phone = roster && (phoneAt(roster, staffId, lineId) ?? lastPhonesOf(roster, staffId)[0]);
  const text =
    fresh === 'renew'
      ? await asThingsAre(dependencies, answer, textsFor(roster ?? {}, staffId))
      : answer.text;
  const sent =
    phone !== undefined &&
    (await textStaff(dependencies, tenantId, phone, staffId, text)).outcome === 'accepted';
  log.count(sent ? 'SmsAccepted' : 'SmsFailed');
  return sent;
};

/** What is true of the incident now, for the person whom a late answer is for. */
const asThingsAre = async (
  { aggregates }: AnswerDependencies,
  { tenantId, staffId, text, incident: about }: UnsentAnswer,
  sms: Texts,
): Promise<string> => {
  if (about === undefined) return text;
  const { clientId, incidentId, code } = about;
  const incident = (await aggregates.load(incidentKey(tenantId, clientId)))?.state;
  if (incident?.incidentId !== incidentId || incident.status === 'closed') return sms.alreadyClosed(code);
  if (incident.status === 'open') return sms.notTakenYet(code);
  if (incident.status === 'acknowledged' && incident.helpers.includes(staffId)) return sms.joined(code);
  if (incident.responder !== staffId) return sms.takenByOther(code);
  return incident.status === 'acknowledged' ? sms.taken(code) : sms.remindToClose(code);
};
