/** What somebody wrote in a text, without quotes of earlier texts, signatures, phone numbers and times. */
export interface OwnText {
  readonly lines: readonly string[];
  /** Codes in the quoted text. */
  readonly quotedCodes: readonly string[];
}

/** Longer than any SMS that a phone sends. */
const mostCharacters = 1600;

/**
 * Lower case without accents, apostrophes and emoji modifiers; a thumb becomes the word that it means. "sí" becomes
 * "yes": without its accent it may also mean "if".
 */
export const normalizeReply = (text: string): string =>
  text
    .slice(0, mostCharacters)
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/(?<!\p{L})sí(?!\p{L})/gu, 'yes')
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}\u{1F3FB}-\u{1F3FF}]/gu, '')
    .replaceAll(/(?<=\p{L})['’‘´`](?=\p{L})/gu, '')
    .replaceAll(/[👍👌✅✔☑🆗🫡]/gu, ' yes ')
    .replaceAll(/[👎❌🚫⛔🙅]/gu, ' nope ');

const openingQuote = '["“«„]';

/** How phones report a reaction to a text ("Liked “…”"): the text was seen, which does not mean that anybody comes. */
const reactions = [
  new RegExp(`^[^\\p{L}\\d]*(?:(?:yes|nope) +)?(?:to|a) *${openingQuote} *vigil`, 'u'),
  new RegExp(
    `^ *(?:(?:dis)?liked|loved|laughed at|emphasi[sz]ed|questioned|removed an? .{1,30} from|reacted .{1,30} to` +
      `|(?:no )?(?:le gusto|me gusta)|(?:le|me) encant[ao]|se rio de|le dio risa|enfatizo|destaco|exclamo` +
      `|pregunto por|cuestiono|reacciono .{1,30} a|quito .{1,30} de) *${openingQuote}`,
    'u',
  ),
];

export const isReaction = (normalized: string): boolean =>
  reactions.some((reaction) => reaction.test(normalized));

/** From such a line on a mail or a signature begins: nothing after it is the answer. */
const ends = [
  /^on (?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d)/,
  /^el (?:lun|mar|mie|jue|vie|sab|dom|\d).*/,
  /^-+ ?(?:original message|forwarded message|mensaje original)/,
  /^(?:from|de): /,
  /^--$/,
  /^(?:sent (?:from|via|with)|enviado (?:desde|con)|get outlook|obtener outlook)\b/,
];

const inlineSignature = /(?:^|[\s-])(?:sent from my|sent via|enviado desde mi)\b.*$/;
/** A text of Vigil's, which asks for a reply, or anything of Vigil's in quotes. */
const echo = /vigil(?: drill)?(?: \d{4})?: .*\b(?:reply|open for you)\b.*$/;
const quoted = /["“«„][^"”»]*vigil[^"”»:]*:[^"”»]*["”»]?/g;

const phoneNumber = /(?:\+?\d{1,2}[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)/g;
const times = [
  /(?<!\d)\d{1,2}[:.]\d{2} ?(?:am|pm)?(?![\p{L}\d])/gu,
  /(?<!\d)\d{1,3} ?(?:min(?:ute|uto)?s?|hrs?|hours?|horas?|miles?|km|am|pm)(?![\p{L}\d])/gu,
  /(?<!\p{L})(?:in|en) \d{1,3}(?!\d)/gu,
];

export const ownText = (normalized: string): OwnText => {
  const all = normalized.split(/\r\n|\r|\n/).map((line) => line.trim());
  const end = all.findIndex((line) => ends.some((pattern) => pattern.test(line)));
  const [own, rest] = end === -1 ? [all, []] : [all.slice(0, end), all.slice(end)];
  const quotedLines = [...own.filter((line) => line.startsWith('>')), ...rest];
  const lines = own
    .filter((line) => !line.startsWith('>'))
    .map((line) => {
      const kept = line.replaceAll(quoted, ' ').replace(echo, ' ');
      if (kept !== line) quotedLines.push(...(line.match(quoted) ?? []), ...(echo.exec(line) ?? []));
      return withoutNumbers(kept.replace(inlineSignature, ' '));
    });
  return { lines, quotedCodes: quotedLines.flatMap(vigilCodes) };
};

const withoutNumbers = (line: string): string =>
  [phoneNumber, ...times].reduce((rest, pattern) => rest.replaceAll(pattern, ' '), line);

const vigilCodes = (line: string): string[] =>
  [...line.matchAll(/vigil(?: drill)? (\d{4})(?!\d)/g)].map(([, code = '']) => code);
