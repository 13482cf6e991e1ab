import type { Outcome } from './incident.ts';

/** What somebody at the phone means. A code is four digits; without one the only open incident is meant. */
export type Reply =
  | { readonly verb: SimpleVerb; readonly code?: string }
  | { readonly verb: 'close'; readonly outcome: Outcome; readonly code?: string }
  /** A word that makes the carrier stop or resume all messages to this phone: never a command. */
  | { readonly verb: 'opt-out' }
  | { readonly verb: 'opt-in' }
  | { readonly verb: 'unclear' };

type SimpleVerb =
  | 'take'
  | 'pass'
  | 'arrived'
  | 'snooze'
  | 'escalate'
  | 'hand-over'
  | 'welfare'
  | 'close-unspecified'
  | 'follow-up-done'
  | 'review-done';

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

/** The words that undo it (the same guide). */
const optInWords = new Set(['start', 'unstop']);

const verbs: Readonly<Record<string, SimpleVerb>> = {
  y: 'take',
  yes: 'take',
  take: 'take',
  ok: 'take',
  ack: 'take',
  n: 'pass',
  no: 'pass',
  pass: 'pass',
  a: 'arrived',
  arrived: 'arrived',
  s: 'snooze',
  snooze: 'snooze',
  e: 'escalate',
  escalate: 'escalate',
  h: 'hand-over',
  handover: 'hand-over',
  w: 'welfare',
  safe: 'welfare',
  c: 'close-unspecified',
  close: 'close-unspecified',
  resolve: 'close-unspecified',
  f: 'follow-up-done',
  r: 'review-done',
};

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
    .replaceAll(/["'“”‘’´`.,:;!?()«»]/g, ' ')
    .trim();
  const first = words.split(/\s+/)[0] ?? '';
  if (optOutWords.has(first)) return { verb: 'opt-out' };
  if (optInWords.has(first)) return { verb: 'opt-in' };
  const match =
    /^(?<code>\d{4})?\s*(?<verb>[a-z]+)\s*(?<digit>\d)?$/.exec(words) ??
    /^(?<verb>[a-z]+)(?<digit>\d)?\s+(?<code>\d{4})$/.exec(words) ??
    /^(?<verb>[a-z]+)(?<code>\d{4})$/.exec(words);
  const word = match?.groups?.['verb'] ?? '';
  const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  const digit = match?.groups?.['digit'];
  if (verb === undefined || (digit !== undefined && verb !== 'close-unspecified')) return { verb: 'unclear' };
  const code = match?.groups?.['code'];
  const coded = code === undefined ? {} : { code };
  const outcome = outcomesByDigit[digit ?? ''];
  return outcome === undefined ? { verb, ...coded } : { verb: 'close', outcome, ...coded };
};
