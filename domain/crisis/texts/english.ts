import type { Severity } from '../incident.ts';
import { named, withLink } from './write.ts';

const how: Readonly<Record<Severity, string>> = { critical: 'CRITICAL, urgent', high: 'urgent' };

/** The texts in English, in the name of the sender. */
export const english = (name: string) => ({
  page: (code: string, severity: Severity, link?: string) =>
    withLink(
      link,
      `${name} ${code}: ${how[severity]}, somebody needs you now. Reply ${code} Y to take it, ${code} N if you cannot.`,
      `${name} ${code}: ${how[severity]}. Reply ${code} Y to take it, ${code} N if you cannot.`,
      `${name} ${code}: ${how[severity]}. Reply ${code} Y or ${code} N.`,
    ),
  pageAgain: (code: string, severity: Severity, link?: string) =>
    withLink(
      link,
      `${name} ${code}: ${how[severity]}, STILL OPEN, nobody has it. Reply ${code} Y to take it, ${code} N if you cannot.`,
      `${name} ${code}: ${how[severity]}, STILL OPEN. Reply ${code} Y to take it, ${code} N if you cannot.`,
      `${name} ${code}: ${how[severity]}, STILL OPEN. Reply ${code} Y or ${code} N.`,
    ),
  bundle: (count: number, newest: string, all: string) =>
    `${name}: ${count} open for you, newest ${newest}. Reply ${all} Y to take all of them, ${all} N if you cannot, or one code and Y.`,
  backUp: (code: string) =>
    `${name} ${code}: the responder asks for help. Reply ${code} Y to join, ${code} N if you cannot.`,
  handOver: (code: string) =>
    `${name} ${code}: the responder asks you to take over. Reply ${code} Y to accept, ${code} N if you cannot.`,
  taken: (code: string) =>
    `${name} ${code}: it is yours. Reply ${code} W when the person is safe, A arrived, E more help, H hand over, S later, N give back.`,
  joined: (code: string) => `${name} ${code}: thank you, you are helping. The responder keeps the lead.`,
  askCheckIn: (code: string) =>
    `${name} ${code}: are you on it? Reply ${code} Y if you are, ${code} W if the person is safe. No answer pages the others.`,
  newTrigger: (code: string) =>
    `${name} ${code}: a new alarm for the person you have. Reply ${code} Y if you are on it, ${code} E for more help. No answer pages the others.`,
  arrived: (code: string) =>
    `${name} ${code}: noted, you are there. Reply ${code} W when the person is safe.`,
  snoozed: (code: string) =>
    `${name} ${code}: noted, you are asked again later. Reply ${code} W when the person is safe.`,
  snoozedEnough: (code: string) =>
    `${name} ${code}: it cannot wait any longer. Reply ${code} Y if you are on it, ${code} W if the person is safe.`,
  escalating: (code: string) => `${name} ${code}: others are asked to help. It stays yours.`,
  pagingOn: (code: string) => `${name} ${code}: the next on call are paged now.`,
  handingOver: (code: string) =>
    `${name} ${code}: others are asked to take over. It stays yours until somebody accepts.`,
  handedOver: (code: string) => `${name} ${code}: somebody has taken over from you. Thank you.`,
  helpComing: (code: string) => `${name} ${code}: somebody is joining you.`,
  nobodyAccepted: (code: string) =>
    `${name} ${code}: nobody accepted. It is still yours. Reply ${code} E to ask again.`,
  welfareConfirmed: (code: string) => closing(name, code, 'thank you.'),
  remindToClose: (code: string) => closing(name, code, 'please close it.'),
  closed: (code: string) =>
    `${name} ${code}: closed. Thank you. You will be reminded of the follow-up and the review.`,
  followUpDue: (code: string) =>
    `${name} ${code}: the follow-up is due: see how the person is. Reply ${code} F when it is done.`,
  reviewDue: (code: string) => `${name} ${code}: the review is due. Reply ${code} R when it is done.`,
  taskDone: (code: string) => `${name} ${code}: noted, thank you.`,
  noTask: (code: string) => `${name} ${code}: you have no open task there.`,
  passed: (code: string) => `${name} ${code}: noted, others are paged.`,
  takenByOther: (code: string) => `${name} ${code}: somebody has it already. Thank you.`,
  notTakenYet: (code: string) => `${name} ${code}: nobody has it yet. Reply ${code} Y to take it first.`,
  welfareFirst: (code: string) =>
    `${name} ${code}: not closed. First reply ${code} W when the person is safe.`,
  alreadyClosed: (code: string) => `${name} ${code}: it is closed already.`,
  codeNeeded: (code: string, word: string) =>
    `${name} ${code}: nothing has changed yet. Reply with the code: ${code} ${word}`,
  unknownCode: (code: string, open: readonly string[]) =>
    `${name}: ${code} is not one of your open codes.${open.length === 0 ? '' : ` Open for you: ${named(open)}.`}`,
  allTaken: (code: string, taken: number, others: number) =>
    `${name} ${code}: ${taken} are yours, others have ${others}. Reply with one code and W when that person is safe.`,
  allPassed: (code: string) => `${name} ${code}: noted for all of them, others are paged.`,
  oneByOne: (code: string) =>
    `${name} ${code} stands for several: only Y and N apply to all. Please reply with one code.`,
  whichOne: (codes: readonly string[]) =>
    `${name}: you have ${codes.length} open. Reply with one code: ${named(codes)}.`,
  notOnCall: () => `${name}: you are no longer on call here. Your reply changed nothing.`,
  nothingOpen: () => `${name}: nothing is open for you.`,
  help: ([code, ...others]: readonly string[]) => {
    if (code === undefined)
      return `${name}: not understood. Reply with the code and Y (take it), N (cannot), A (arrived), E (more help), W (person is safe) or C (close).`;
    return others.length === 0
      ? `${name}: not understood. Reply ${code} Y (take it), ${code} N (cannot), ${code} A (arrived), ${code} E (more help), ${code} W (person is safe).`
      : `${name}: not understood. Reply with a code and Y (take it), N (cannot) or W (person is safe). Open: ${named([code, ...others], 8)}.`;
  },
  standbyOutage: () =>
    `${name}: an emergency was reported, but our system is down and pages nobody. Check your platform: who is in danger? Act yourself. We keep trying.`,
  standbyUnreadable: () =>
    `${name}: an alarm arrived that we cannot read, so nobody was paged. Check your platform: who is in danger? Act, then call your operator.`,
  standbyUnscreened: () =>
    `${name}: answers arrived, but our system is down and nobody checks if they are urgent. Look at new answers on your platform now. We keep trying.`,
  answersUnreadable: () =>
    `${name}: answers arrived that we cannot read: nobody checked if they are urgent. Look at new answers on your platform, then call your operator.`,
  verify: (code: string) =>
    `${name} ${code}: this phone was named for on-call pages. Reply ${code} Y to confirm that it is yours.`,
  verified: () => `${name}: thank you, pages will reach you here.`,
  drill: (code: string) =>
    `${name} DRILL ${code}: this is a test, nobody is in danger. Please reply ${code} Y.`,
  drillAnswered: () => `${name} DRILL: thank you, your phone works both ways.`,
  onCall: () => `${name}: you are on call from now. Pages come to this phone: keep it on.`,
  offCall: () => `${name}: your shift has ended, others are on call now. Incidents that you took stay yours.`,
  shiftMoved: () => `${name}: the roster changed, and so did your next shifts. Please check it.`,
});

const closing = (name: string, code: string, words: string): string =>
  `${name} ${code}: ${words} To close reply ${code} C1 safe with support, C2 emergency service, C3 hospital, C4 false alarm.`;
