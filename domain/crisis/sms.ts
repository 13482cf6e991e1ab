/**
 * The texts that Vigil sends: one GSM-7 segment (160 characters, 3GPP TS 23.038) with a code and what to reply, without
 * personal data. Each text is complete by itself, because carriers deliver in any order.
 */
export const sms = {
  page: (code: string, link?: string) =>
    withLink(
      `VIGIL ${code}: urgent, somebody needs you now. Reply ${code} Y to take it, ${code} N if you cannot.`,
      `VIGIL ${code}: urgent. Reply ${code} Y to take it, ${code} N if you cannot.`,
      link,
    ),
  pageAgain: (code: string, link?: string) =>
    withLink(
      `VIGIL ${code}: STILL OPEN, nobody has taken it. Reply ${code} Y to take it, ${code} N if you cannot.`,
      `VIGIL ${code}: STILL OPEN. Reply ${code} Y to take it, ${code} N if you cannot.`,
      link,
    ),
  bundle: (count: number, newest: string, all: string) =>
    `VIGIL: ${count} open for you, newest ${newest}. Reply ${all} Y to take all of them, ${all} N if you cannot, or one code and Y.`,
  backUp: (code: string) =>
    `VIGIL ${code}: the responder asks for help. Reply ${code} Y to join, ${code} N if you cannot.`,
  handOver: (code: string) =>
    `VIGIL ${code}: the responder asks you to take over. Reply ${code} Y to accept, ${code} N if you cannot.`,
  taken: (code: string) =>
    `VIGIL ${code}: it is yours. Reply ${code} W when the person is safe, A arrived, E more help, H hand over, S later, N give back.`,
  joined: (code: string) => `VIGIL ${code}: thank you, you are helping. The responder keeps the lead.`,
  askCheckIn: (code: string) =>
    `VIGIL ${code}: are you on it? Reply ${code} Y if you are, ${code} W if the person is safe. No answer pages the others.`,
  newTrigger: (code: string) =>
    `VIGIL ${code}: a new alarm for the person you have. Reply ${code} Y if you are on it, ${code} E for more help. No answer pages the others.`,
  arrived: (code: string) => `VIGIL ${code}: noted, you are there. Reply ${code} W when the person is safe.`,
  snoozed: (code: string) =>
    `VIGIL ${code}: noted, Vigil asks again later. Reply ${code} W when the person is safe.`,
  snoozedEnough: (code: string) =>
    `VIGIL ${code}: it cannot wait any longer. Reply ${code} Y if you are on it, ${code} W if the person is safe.`,
  escalating: (code: string) => `VIGIL ${code}: others are asked to help. It stays yours.`,
  pagingOn: (code: string) => `VIGIL ${code}: the next on call are paged now.`,
  handingOver: (code: string) =>
    `VIGIL ${code}: others are asked to take over. It stays yours until somebody accepts.`,
  handedOver: (code: string) => `VIGIL ${code}: somebody has taken over from you. Thank you.`,
  helpComing: (code: string) => `VIGIL ${code}: somebody is joining you.`,
  nobodyAccepted: (code: string) =>
    `VIGIL ${code}: nobody accepted. It is still yours. Reply ${code} E to ask again.`,
  welfareConfirmed: (code: string) => closing(code, 'thank you.'),
  remindToClose: (code: string) => closing(code, 'please close it.'),
  closed: (code: string) =>
    `VIGIL ${code}: closed. Thank you. You will be reminded of the follow-up and the review.`,
  followUpDue: (code: string) =>
    `VIGIL ${code}: the follow-up is due: see how the person is. Reply ${code} F when it is done.`,
  reviewDue: (code: string) => `VIGIL ${code}: the review is due. Reply ${code} R when it is done.`,
  taskDone: (code: string) => `VIGIL ${code}: noted, thank you.`,
  noTask: (code: string) => `VIGIL ${code}: you have no open task there.`,
  passed: (code: string) => `VIGIL ${code}: noted, others are paged.`,
  takenByOther: (code: string) => `VIGIL ${code}: somebody has it already. Thank you.`,
  notTakenYet: (code: string) => `VIGIL ${code}: nobody has it yet. Reply ${code} Y to take it first.`,
  welfareFirst: (code: string) => `VIGIL ${code}: not closed. First reply ${code} W when the person is safe.`,
  alreadyClosed: (code: string) => `VIGIL ${code}: it is closed already.`,
  codeNeeded: (code: string, word: string) =>
    `VIGIL ${code}: nothing has changed yet. Reply with the code: ${code} ${word}`,
  unknownCode: (code: string, open: readonly string[]) =>
    `VIGIL: ${code} is not one of your open codes.${open.length === 0 ? '' : ` Open for you: ${named(open)}.`}`,
  allTaken: (code: string, taken: number, others: number) =>
    `VIGIL ${code}: ${taken} are yours, others have ${others}. Reply with one code and W when that person is safe.`,
  allPassed: (code: string) => `VIGIL ${code}: noted for all of them, others are paged.`,
  oneByOne: (code: string) =>
    `VIGIL ${code} stands for several: only Y and N apply to all. Please reply with one code.`,
  whichOne: (codes: readonly string[]) =>
    `VIGIL: you have ${codes.length} open. Reply with one code: ${named(codes)}.`,
  notOnCall: () => 'VIGIL: you are no longer on call here. Your reply changed nothing.',
  nothingOpen: () => 'VIGIL: nothing is open for you.',
  help: ([code, ...others]: readonly string[]) => {
    if (code === undefined)
      return 'VIGIL: not understood. Reply with the code and Y (take it), N (cannot), A (arrived), E (more help), W (person is safe) or C (close).';
    return others.length === 0
      ? `VIGIL: not understood. Reply ${code} Y (take it), ${code} N (cannot), ${code} A (arrived), ${code} E (more help), ${code} W (person is safe).`
      : `VIGIL: not understood. Reply with a code and Y (take it), N (cannot) or W (person is safe). Open: ${named([code, ...others].slice(0, 8))}.`;
  },
  standbyOutage: () =>
    'VIGIL: an emergency was reported, but our system is down and pages nobody. Check your platform now: who is in danger? Act yourself. We keep trying.',
  standbyUnreadable: () =>
    'VIGIL: an alarm arrived that we cannot read, so nobody was paged. Check your platform now: who is in danger? Act yourself, then call your operator.',
  standbyUnscreened: () =>
    'VIGIL: answers arrived, but our system is down and nobody checks if they are urgent. Look at new answers on your platform now. We keep trying.',
  answersUnreadable: () =>
    'VIGIL: answers arrived that we cannot read: nobody checked if they are urgent. Look at new answers on your platform now, then call your operator.',
  verify: (code: string) =>
    `VIGIL ${code}: this phone was named for on-call pages. Reply ${code} Y to confirm that it is yours.`,
  verified: () => 'VIGIL: thank you, pages will reach you here.',
  drill: (code: string) =>
    `VIGIL DRILL ${code}: this is a test, nobody is in danger. Please reply ${code} Y.`,
  drillAnswered: () => 'VIGIL DRILL: thank you, your phone works both ways.',
  onCall: () => 'VIGIL: you are on call from now. Pages come to this phone: keep it on.',
  offCall: () => 'VIGIL: your shift has ended, others are on call now. Incidents that you took stay yours.',
  shiftMoved: () => 'VIGIL: the roster changed, and so did your next shifts. Please check it.',
} as const;

const closing = (code: string, words: string): string =>
  `VIGIL ${code}: ${words} To close reply ${code} C1 safe with support, C2 emergency service, C3 hospital, C4 false alarm.`;

/** One GSM-7 segment. Every text here is of the basic alphabet, so a character is a septet. */
const oneSegment = 160;

/** Adds the link if it fits, with the shorter text if necessary; a page without a link can still be answered. */
const withLink = (long: string, short: string, link: string | undefined): string => {
  if (link === undefined || !/^[\x21-\x5a\x5f\x61-\x7a]+$/.test(link)) return long;
  return [long, short].map((words) => `${words} ${link}`).find((text) => text.length <= oneSegment) ?? long;
};

/** As many four-digit codes as fit into one segment with the text. */
const maxCodesNamed = 15;

const named = (codes: readonly string[]): string => codes.slice(0, maxCodesNamed).join(', ');
