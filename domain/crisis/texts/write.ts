/** One GSM-7 segment. Every text is of the basic alphabet, so a character is a septet (3GPP TS 23.038). */
const oneSegment = 160;

/** Adds the link to the first of these texts with which it fits; a page without a link can still be answered. */
export const withLink = (link: string | undefined, ...texts: readonly [string, ...string[]]): string => {
  const [longest] = texts;
  if (link === undefined || !/^[\x21-\x5a\x5f\x61-\x7a]+$/.test(link)) return longest;
  return texts.map((words) => `${words} ${link}`).find((text) => text.length <= oneSegment) ?? longest;
};

/** As many four-digit codes as fit into one segment with the text. */
const maxCodesNamed = 14;

export const named = (codes: readonly string[], most = maxCodesNamed): string =>
  codes.slice(0, most).join(', ');
