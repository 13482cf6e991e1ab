import type { Bundle } from '../../../domain/crisis/alert-burst.ts';
import { latestCodes } from '../../../domain/crisis/contact-method.ts';
import type { Reply } from '../../../domain/crisis/reply.ts';
import type { Instant } from '../../../domain/instant.ts';
import { command } from '../command.ts';
import type { Dependencies, TextAnswer } from './handler.ts';
import type { RepliedFrom } from './read-phone.ts';

/** So many at a time: one after the other would outlast the function, all at once would outrun the table. */
const atOnce = 25;

/** Applies a reply to all incidents of a bundle. Only taking and passing can be for all: the rest is about one person. */
export const answerForAll = async (
  dependencies: Dependencies,
  { line, owner, senderOf, textsFor }: RepliedFrom,
  verb: Reply['verb'],
  { code, incidentIds }: Bundle,
  now: Instant,
): Promise<TextAnswer> => {
  const sms = textsFor(owner);
  const fingerprint = `${verb} ${code}`;
  if (verb !== 'take' && verb !== 'pass')
    return { to: owner, text: sms.oneByOne(code), kind: 'result', fingerprint };
  const entries = latestCodes(line.incidents).filter(({ incidentId }) => incidentIds.includes(incidentId));
  let refused = 0;
  let done = 0;
  for (let start = 0; start < entries.length; start += atOnce) {
    const responses = await Promise.all(
      entries
        .slice(start, start + atOnce)
        .map((entry) => command(dependencies, senderOf(entry), { verb }, now)),
    );
    refused += responses.filter(({ outcome }) => outcome === 'refused').length;
    done += responses.filter(({ outcome }) => outcome === 'done').length;
  }
  const text = verb === 'take' ? sms.allTaken(code, entries.length - refused, refused) : sms.allPassed(code);
  const kind = done > 0 ? 'confirmation' : 'result';
  return {
    to: owner,
    text,
    kind,
    fingerprint,
    remember: (known) => ({ line: { ...known, verifiedAt: now } }),
  };
};
