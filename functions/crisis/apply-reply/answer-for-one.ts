import type { Incident } from '../../../domain/crisis/incident.ts';
import { type CodedIncident, latestCodes } from '../../../domain/crisis/contact-method.ts';
import { outcomesByDigit, type Reply } from '../../../domain/crisis/reply.ts';
import type { Command } from '../../../domain/crisis/respond.ts';
import { actorOf } from '../../../domain/crisis/sender.ts';
import type { Texts } from '../../../domain/crisis/sms.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type ByStaff, command, type CommandResponse } from '../command.ts';
import type { Dependencies, TextAnswer } from './handler.ts';
import { hasTask, incidentsOf, isOpen, openCodes } from './incidents-of-phone.ts';
import type { RepliedFrom } from './read-phone.ts';

type CommandReply = Extract<Reply, { readonly code?: string }>;

/** Applies a reply to the one incident that it means, and says what came of it. */
export const answerForOne = async (
  dependencies: Dependencies,
  phone: RepliedFrom,
  reply: CommandReply,
  now: Instant,
): Promise<TextAnswer> => {
  const meant = await incidentMeant(dependencies, phone, reply);
  if (!('entry' in meant)) return { to: phone.owner, ...meant };
  const { entry } = meant;
  const sms = phone.textsFor(entry);
  const { code, clientId, incidentId } = entry;
  const about = {
    to: entry,
    incident: { clientId, incidentId, code },
    fingerprint: `${reply.verb} ${code}`,
  };
  const [first, ...others] = commandsOf(reply);
  if (first === undefined) return { ...about, text: sms.welfareConfirmed(code), kind: 'result' };
  const final = finalWord(reply);
  if (final !== undefined && reply.code === undefined)
    return { ...about, text: sms.codeNeeded(code, final), kind: 'result' };
  const { asked, response } = await applyAll(dependencies, phone.senderOf(entry), [first, ...others], now);
  return {
    ...about,
    text: wordsFor(sms, asked, response, code),
    kind: response.outcome === 'done' ? 'confirmation' : 'result',
    remember: (known) => ({ line: { ...known, verifiedAt: now } }),
  };
};

/** How to write what ends the watch over a person: a forged sender cannot know the code that goes with it. */
const finalWord = (reply: CommandReply): string | undefined => {
  if (reply.verb === 'welfare') return 'W';
  if (reply.verb !== 'close') return undefined;
  const digit = Object.keys(outcomesByDigit).find((key) => outcomesByDigit[key] === reply.outcome);
  return `${reply.welfare === true ? 'W ' : ''}C${digit ?? ''}`;
};

/** Applies the commands of one text in turn, up to one that is refused. */
const applyAll = async (
  dependencies: Dependencies,
  sender: ByStaff,
  [first, ...others]: readonly [Command, ...Command[]],
  now: Instant,
): Promise<{ readonly asked: Command; readonly response: CommandResponse }> => {
  let applied: { asked: Command; response: CommandResponse } = {
    asked: first,
    response: await command(dependencies, sender, first, now),
  };
  for (const asked of others) {
    if (applied.response.outcome === 'refused') break;
    applied = { asked, response: await command(dependencies, sender, asked, now) };
  }
  return applied;
};

/** What is asked for; nothing where it is not said how to close. */
const commandsOf = (reply: CommandReply): readonly Command[] => {
  switch (reply.verb) {
    case 'close': {
      const close = { verb: reply.verb, outcome: reply.outcome };
      return reply.welfare === true ? [{ verb: 'welfare' }, close] : [close];
    }
    case 'close-unspecified':
      return [];
    case 'follow-up-done':
      return [{ verb: 'task-done', task: 'follow-up' }];
    case 'review-done':
      return [{ verb: 'task-done', task: 'review' }];
    default:
      return [{ verb: reply.verb }];
  }
};

/** Which incident is meant: the one with the code, or without a code the only one that this person may mean. */
const incidentMeant = async (
  { aggregates }: Dependencies,
  { line, owner, senderOf, textsFor }: RepliedFrom,
  { code, verb }: CommandReply,
): Promise<{ readonly entry: CodedIncident } | Pick<TextAnswer, 'text' | 'kind' | 'nothingOpen'>> => {
  const known = line.incidents.find((candidate) => candidate.code === code);
  if (known !== undefined) return { entry: known };
  const sms = textsFor(owner);
  const incidents = await incidentsOf(aggregates, line);
  if (code !== undefined) return { text: sms.unknownCode(code, openCodes(incidents)), kind: 'result' };
  const aboutTask = verb === 'follow-up-done' || verb === 'review-done';
  const open = incidents.filter((one) => {
    if (aboutTask) return hasTask(one);
    const { entry, incident } = one;
    return (
      incident !== undefined &&
      isOpen(one) &&
      actorOf(incident, senderOf(entry), { verb: 'take' }) !== undefined
    );
  });
  // What others have is meant only where nothing else can be.
  const own = open.filter(
    ({ entry, incident }) => incident !== undefined && concerns(incident, entry.staffId),
  );
  const candidates = latestCodes((own.length > 0 ? own : open).map(({ entry }) => entry));
  const [only, ...others] = candidates;
  if (only === undefined) return { text: sms.nothingOpen(), kind: 'result', nothingOpen: true };
  return others.length === 0
    ? { entry: only }
    : { text: sms.whichOne(candidates.map((entry) => entry.code)), kind: 'result' };
};

const concerns = (incident: Incident, staffId: string): boolean => {
  if (incident.status === 'open' || incident.status === 'closed') return true;
  if (incident.responder === staffId) return true;
  return incident.status === 'acknowledged' && incident.ask?.staffIds.includes(staffId) === true;
};

const wordsFor = (sms: Texts, asked: Command, response: CommandResponse, code: string): string => {
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
