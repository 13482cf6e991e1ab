/**
 * What Vigil says by SMS: one GSM-7 segment (160 characters, 3GPP TS 23.038), a code and what to answer, and nothing
 * about anybody. Each text stands alone, since carriers deliver in any order.
 */
export const sms = {
  page: (code: string) =>
    `VIGIL ${code}: urgent, somebody needs you now. Reply ${code} Y to take it, ${code} N if you cannot.`,
  pageAgain: (code: string) =>
    `VIGIL ${code}: STILL OPEN, nobody has taken it. Reply ${code} Y to take it, ${code} N if you cannot.`,
  taken: (code: string) =>
    `VIGIL ${code}: it is yours. Reply ${code} W when the person is safe, ${code} N to hand it back.`,
  askCheckIn: (code: string) =>
    `VIGIL ${code}: are you on it? Reply ${code} Y if you are, ${code} W if the person is safe. No answer pages the others.`,
  welfareConfirmed: (code: string) => closing(code, 'thank you.'),
  remindToClose: (code: string) => closing(code, 'please close it.'),
  closed: (code: string) => `VIGIL ${code}: closed. Thank you.`,
  passed: (code: string) => `VIGIL ${code}: noted, others are paged.`,
  takenByOther: (code: string) => `VIGIL ${code}: somebody has it already. Thank you.`,
  notTakenYet: (code: string) => `VIGIL ${code}: nobody has it yet. Reply ${code} Y to take it first.`,
  welfareFirst: (code: string) => `VIGIL ${code}: not closed. First reply ${code} W when the person is safe.`,
  alreadyClosed: (code: string) => `VIGIL ${code}: it is closed already.`,
  unknownCode: (code: string) => `VIGIL: ${code} is none of your open codes.`,
  whichOne: (codes: readonly string[]) =>
    `VIGIL: you have ${codes.length} open. Reply with one code: ${codes.slice(0, maxCodesNamed).join(', ')}.`,
  nothingOpen: () => 'VIGIL: nothing is open for you.',
  help: () =>
    'VIGIL: not understood. Reply with the code and Y (take it), N (cannot), W (person is safe) or C (close).',
} as const;

const closing = (code: string, words: string): string =>
  `VIGIL ${code}: ${words} To close reply ${code} C1 safe with support, C2 emergency service, C3 hospital, C4 false alarm.`;

/** So many four-digit codes fit beside the words in one segment. */
const maxCodesNamed = 15;
