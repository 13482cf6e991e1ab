import type { Outcome } from './incident.ts';

/** What somebody at the phone means. A code is four digits; without one the only open incident is meant. */
export type Reply =
  | { readonly verb: 'take' | 'pass' | 'welfare' | 'close-unspecified'; readonly code?: string }
  | { readonly verb: 'close'; readonly outcome: Outcome; readonly code?: string }
  /** A word that makes the carrier stop all messages to this phone: never a command. */
  | { readonly verb: 'opt-out' }
  | { readonly verb: 'unclear' };

/** The opt-out words of AWS End User Messaging (sms-voice user guide, "opt-out keywords"). */
const optOutWords = new Set([
  'arret',
  'cancel',
  'end',
  'opt-out',
  'optout',
  'quit',
  'remove',
  'stop',
  'td',
  'unsubscribe',
]);

// A map, since an object would also know "constructor".
const verbs = new Map<string | undefined, 'take' | 'pass' | 'welfare' | 'close'>([
  ['y', 'take'],
  ['yes', 'take'],
  ['n', 'pass'],
  ['no', 'pass'],
  ['w', 'welfare'],
  ['safe', 'welfare'],
  ['c', 'close'],
  ['close', 'close'],
]);

/** The digit behind "C" in a reply, in the order in which the SMS names them. */
export const outcomesByDigit: Readonly<Record<string, Outcome>> = {
  '1': 'safe-with-support',
  '2': 'emergency-service',
  '3': 'hospital',
  '4': 'false-alarm',
};

/** Reads `4821 Y`, `4821y`, `y 4821`, ` "Y" `, `4821 C2`, whatever the case, spaces and quotes. */
export const parseReply = (text: string): Reply => {
  const words = text
    .toLowerCase()
    .replaceAll(/["'“”‘’.,!?]/g, ' ')
    .trim();
  if (optOutWords.has(words.split(/\s+/)[0] ?? '')) return { verb: 'opt-out' };
  const match =
    /^(?<code>\d{4})?\s*(?<verb>[a-z]+)\s*(?<digit>\d)?$/.exec(words) ??
    /^(?<verb>[a-z]+)(?<digit>\d)?\s+(?<code>\d{4})$/.exec(words) ??
    /^(?<verb>[a-z]+)(?<code>\d{4})$/.exec(words);
  const verb = verbs.get(match?.groups?.['verb']);
  const digit = match?.groups?.['digit'];
  if (verb === undefined || (digit !== undefined && verb !== 'close')) return { verb: 'unclear' };
  const code = match?.groups?.['code'];
  const coded = code === undefined ? {} : { code };
  if (verb !== 'close') return { verb, ...coded };
  const outcome = outcomesByDigit[digit ?? ''];
  return outcome === undefined ? { verb: 'close-unspecified', ...coded } : { verb, outcome, ...coded };
};
