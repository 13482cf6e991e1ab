import type { Incident, Outcome } from '../../../domain/crisis/incident.ts';
import { type CodedIncident, latestCodes } from '../../../domain/crisis/contact-method.ts';
import { outcomesByDigit, type Reply } from '../../../domain/crisis/reply.ts';
import type { Command } from '../../../domain/crisis/respond.ts';
import { actorOf } from '../../../domain/crisis/sender.ts';
import { sms } from '../../../domain/crisis/sms.ts';
import type { Instant } from '../../../domain/instant.ts';
import { command, type CommandResponse } from '../command.ts';
import { incidentKey } from '../keys.ts';
import type { Answer, Dependencies } from './handler.ts';
import type { RepliedFrom } from './read-phone.ts';

type CommandReply = Extract<Reply, { readonly code?: string }>;

/** Applies a reply to the one incident that it means, and says what came of it. */
export const answerForOne = async (
  dependencies: Dependencies,
  phone: RepliedFrom,
  reply: CommandReply,
  now: Instant,
): Promise<Answer> => {
  const meant = await incidentMeant(dependencies, phone, reply);
  if (!('entry' in meant)) return { to: phone.owner, ...meant };
  const { entry } = meant;
  if (reply.verb === 'close-unspecified') return { to: entry, text: sms.welfareConfirmed(entry.code) };
  const final = finalWord(reply);
  if (final !== undefined && reply.code === undefined)
    return { to: entry, text: sms.codeNeeded(entry.code, final) };
  const asked = commandOf(reply.verb, reply.verb === 'close' ? reply.outcome : undefined);
  const response = await command(dependencies, phone.senderOf(entry), asked, now);
  return {
    to: entry,
    text: wordsFor(asked, response, entry.code),
    remember: (known) => ({ line: { ...known, verifiedAt: now } }),
  };
};

/** How to write what ends the watch over a person: a forged sender cannot know the code that goes with it. */
const finalWord = (reply: CommandReply): string | undefined => {
  if (reply.verb === 'welfare') return 'W';
  if (reply.verb !== 'close') return undefined;
  const digit = Object.keys(outcomesByDigit).find((key) => outcomesByDigit[key] === reply.outcome);
  return `C${digit ?? ''}`;
};

const commandOf = (
  verb: Exclude<CommandReply['verb'], 'close-unspecified'>,
  outcome: Outcome | undefined,
): Command => {
  switch (verb) {
    case 'close':
      if (outcome === undefined) throw new TypeError('closing needs an outcome');
      return { verb, outcome };
    case 'follow-up-done':
      return { verb: 'task-done', task: 'follow-up' };
    case 'review-done':
      return { verb: 'task-done', task: 'review' };
    default:
      return { verb };
  }
};

/** Which incident is meant: the one with the code, or without a code the only one that this person may mean. */
const incidentMeant = async (
  { aggregates }: Dependencies,
  { line, senderOf }: RepliedFrom,
  { code, verb }: CommandReply,
): Promise<{ readonly entry: CodedIncident } | Pick<Answer, 'text' | 'nothingOpen'>> => {
  if (code !== undefined) {
    const entry = line.incidents.find((candidate) => candidate.code === code);
    return entry === undefined ? { text: sms.unknownCode(code) } : { entry };
  }
  const aboutTask = verb === 'follow-up-done' || verb === 'review-done';
  const loaded = await Promise.all(
    line.incidents.map(async (entry) => {
      const incident = (await aggregates.load(incidentKey(entry.tenantId, entry.clientId)))?.state;
      return { entry, incident };
    }),
  );
  const open = loaded.filter(({ entry, incident }) =>
    aboutTask
      ? incident?.tasks.some(
          ({ incidentId, staffId }) => incidentId === entry.incidentId && staffId === entry.staffId,
        )
      : incident?.incidentId === entry.incidentId &&
        incident.status !== 'closed' &&
        actorOf(incident, senderOf(entry), { verb: 'take' }) !== undefined,
  );
  // What others have is meant only where nothing else can be.
  const own = open.filter(
    ({ entry, incident }) => incident !== undefined && concerns(incident, entry.staffId),
  );
  const candidates = latestCodes((own.length > 0 ? own : open).map(({ entry }) => entry));
  const [only, ...others] = candidates;
  if (only === undefined) return { text: sms.nothingOpen(), nothingOpen: true };
  return others.length === 0
    ? { entry: only }
    : { text: sms.whichOne(candidates.map((entry) => entry.code)) };
};

const concerns = (incident: Incident, staffId: string): boolean => {
  if (incident.status === 'open' || incident.status === 'closed') return true;
  if (incident.responder === staffId) return true;
  return incident.status === 'acknowledged' && incident.ask?.staffIds.includes(staffId) === true;
};

const wordsFor = (asked: Command, response: CommandResponse, code: string): string => {
  if (response.outcome === 'refused') {
    return {
      'taken-by-other': sms.takenByOther,
      'not-taken-yet': sms.notTakenYet,
      'welfare-not-confirmed': sms.welfareFirst,
      'welfare-confirmed': sms.remindToClose,
      'snoozed-enough': sms.snoozedEnough,
      'no-task': sms.noTask,
      'not-on-call': sms.notOnCall,
      closed: sms.alreadyClosed,
    }[response.reason](code);
  }
  if (response.as === 'helper') return sms.joined(code);
  if (asked.verb === 'escalate' && response.outcome === 'done' && response.decided.state.status === 'open')
    return sms.pagingOn(code);
  return {
    take: sms.taken,
    join: sms.joined,
    'take-over': sms.taken,
    pass: sms.passed,
    arrived: sms.arrived,
    snooze: sms.snoozed,
    escalate: sms.escalating,
    'hand-over': sms.handingOver,
    welfare: sms.welfareConfirmed,
    close: sms.closed,
    'task-done': sms.taskDone,
  }[asked.verb](code);
};
