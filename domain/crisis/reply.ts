import type { Outcome } from './incident.ts';
import { isReaction, normalizeReply, ownText } from './reply-text.ts';
import {
  harmlessNegations,
  hasDoubt,
  hasNegation,
  hasQuestion,
  isAutomatic,
  type Phrase,
  phraseIn,
  politeWords,
  safeWords,
  shortForms,
} from './reply-words.ts';

/** What somebody at the phone means. A code is four digits; without one the only open incident is meant. */
export type Reply =
  | { readonly verb: SimpleVerb; readonly code?: string }
  | CloseReply
  /** A word that makes the carrier stop or resume all messages to this phone: never a command. */
  | { readonly verb: 'opt-out' }
  | { readonly verb: 'opt-in' }
  | { readonly verb: 'unclear' };

interface CloseReply {
  readonly verb: 'close';
  readonly outcome: Outcome;
  /** Confirms in the same text that the person is safe. */
  readonly welfare?: true;
  readonly code?: string;
}

type SimpleVerb = Exclude<Phrase, 'close'> | 'welfare' | 'close-unspecified';

type Meaning = { readonly verb: SimpleVerb } | Omit<CloseReply, 'code'>;

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

/** The digit behind "C" in a reply, in the order in which the SMS names them. */
export const outcomesByDigit: Readonly<Record<string, Outcome>> = {
  '1': 'safe-with-support',
  '2': 'emergency-service',
  '3': 'hospital',
  '4': 'false-alarm',
};

/** Only the whole message counts as an opt-out; a carrier may also act on its first word. */
export const beginsWithOptOut = (text: string): boolean =>
  optOutWords.has(/[\p{L}-]+/u.exec(normalizeReply(text))?.[0] ?? '');

/**
 * Finds code and command anywhere in a text, in English and Spanish. A wrong "take" stops the paging and a wrong
 * "safe" or "close" ends it, so whatever may mean something else is unclear: the phone is asked, and paging goes on.
 */
export const parseReply = (text: string): Reply => {
  const normalized = normalizeReply(text);
  const whole = normalized.replaceAll(/[^\p{L}\d\s-]/gu, ' ').trim();
  if (optOutWords.has(whole)) return { verb: 'opt-out' };
  if (optInWords.has(whole)) return { verb: 'opt-in' };
  if (isReaction(normalized)) return unclear;
  const { lines: written, quotedCodes } = ownText(normalized);
  const lines = written.map((line) => readLine(line));
  const own = lines.map((line) => line.words).join('\n');
  const meanings = lines.flatMap((line) => line.meanings);
  const [meaning, ...others] = uniqueBy(meanings, (each) => JSON.stringify(each));
  if (meaning === undefined || others.length > 0 || isAutomatic(own)) return unclear;
  const exact = lines.some((line) => line.exact);
  if (meaning.verb !== 'pass' && hasNegation(own)) return unclear;
  if (meaning.verb === 'take' && !exact && hasDoubt(own)) return unclear;

  const codes = codesOf(lines);
  const [code = quotedCode(meaning, quotedCodes), ...otherCodes] = codes;
  if (otherCodes.length > 0) return unclear;
  return code === undefined ? meaning : { ...meaning, code };
};

const unclear: Reply = { verb: 'unclear' };

interface ReadLine {
  readonly meanings: readonly Meaning[];
  readonly codes: readonly string[];
  /** It holds a command beside a code, as Vigil's texts ask for it. */
  readonly exact: boolean;
  readonly words: string;
}

const readLine = (line: string): ReadLine => {
  const asks = line.includes('?');
  const words = wordsOf(line);
  const codes = unique(words.match(/\b\d{4}\b/g) ?? []);
  const rest = words
    .replaceAll(/\b(?:\d{4}|vigil|code|codigo)\b/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  const short = shortForm(rest, codes.length > 0);
  if (short !== undefined) {
    // "4821 Y?" comes from somebody who is there; a question after "safe" or without a code may ask anything.
    const sure = !asks || (codes.length > 0 && (short.verb === 'take' || short.verb === 'pass'));
    return { meanings: sure ? [short] : [], codes, exact: codes.length > 0, words };
  }
  const beside = besideCode(words);
  const meanings = [...beside, ...phrasesOf(line)];
  return { meanings: /\d/.test(rest) ? [] : meanings, codes, exact: beside.length > 0, words };
};

/** Letters and numbers apart, everything else away. */
const wordsOf = (line: string): string =>
  (
    line
      .replaceAll(harmlessNegations, ' ')
      .replaceAll(politeWords, ' ')
      .match(/\d+|\p{L}+/gu) ?? []
  ).join(' ');

const shortForm = (rest: string, hasCode: boolean): Meaning | undefined => {
  const closing = /^(?<welfare>w )?(?:c|close) (?<digit>\d)$/.exec(rest)?.groups;
  const outcome = outcomesByDigit[closing?.['digit'] ?? ''];
  if (outcome !== undefined)
    return { verb: 'close', outcome, ...(closing?.['welfare'] === undefined ? {} : { welfare: true }) };
  if (closing !== undefined) return { verb: 'close-unspecified' };
  if (hasCode && safeWords.test(rest)) return { verb: 'welfare' };
  const phrase = shortForms.get(rest) ?? phraseIn(rest);
  return phrase && meaningOf(phrase);
};

const meaningOf = (phrase: Phrase | 'welfare'): Meaning => ({
  verb: phrase === 'close' ? 'close-unspecified' : phrase,
});

/** "4821 Y, leaving now": of letters in a sentence only Y and N count, only beside a code, and not with another one. */
const besideCode = (words: string): Meaning[] => {
  const [, before, after] = /\b(?:([yn]) \d{4}|\d{4} ([yn]))\b(?! \d)/.exec(words) ?? [];
  const letter = before ?? after;
  if (letter === undefined) return [];
  const all = [letter, ...(words.match(/\b[nwcshfr]\b/g) ?? [])];
  return unique(all)
    .flatMap((each) => shortForms.get(each) ?? [])
    .map(meaningOf);
};

/** What the parts of each sentence mean. A question says nothing. */
const phrasesOf = (line: string): Meaning[] =>
  (line.match(/[^.!?]+[.!?]*/g) ?? [])
    .filter((sentence) => !sentence.includes('?') && !hasQuestion(wordsOf(sentence)))
    .flatMap((sentence) => sentence.split(/[^\p{L}\d\s-]/u))
    .map((part) =>
      phraseIn(
        wordsOf(part)
          .replaceAll(/\b(?:\d{4}|vigil)\b ?/g, '')
          .trim(),
      ),
    )
    .filter((phrase) => phrase !== undefined)
    .map(meaningOf);

/** The codes beside the command, else those elsewhere: a signature may hold a house number. */
const codesOf = (lines: readonly ReadLine[]): string[] => {
  const beside = lines.filter(({ meanings }) => meanings.length > 0).flatMap(({ codes }) => codes);
  return unique(beside.length > 0 ? beside : lines.flatMap(({ codes }) => codes));
};

/** The text that somebody replied to says which incident, but not for what ends it. */
const quotedCode = ({ verb }: Meaning, quotedCodes: readonly string[]): string | undefined => {
  const [code, ...others] = unique(quotedCodes);
  return others.length === 0 && (verb === 'take' || verb === 'pass') ? code : undefined;
};

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const uniqueBy = <T>(values: readonly T[], keyOf: (value: T) => string): T[] => [
  ...new Map(values.map((value) => [keyOf(value), value])).values(),
];
