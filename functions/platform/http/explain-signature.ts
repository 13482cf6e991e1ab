import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature was made for: the body of a request, or method and target of a GET. */
export type SignedPart = 'body' | 'question';

export interface FailedSignature {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly content: string;
  readonly part: SignedPart;
  readonly secrets: readonly string[];
}

/** Another way of writing the content is tried only up to this length: a caller without a secret gets here, too. */
const maxRewrittenLength = 200_000;

/**
 * Why a Standard Webhooks signature does not verify, in one sentence. It names a mistake only if the signature proves that
 * its sender has the secret, or if the form of the headers shows it, so that it helps nobody to guess one.
 */
export const explainSignature = (failed: FailedSignature): string => {
  const { id, timestamp, signature, part } = failed;
  const missing = Object.entries({
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  }).flatMap(([name, value]) => (value === '' ? [name] : []));
  if (missing.length > 0) return `Missing header: ${missing.join(', ')}.`;
  if (!/^\d{1,12}$/.test(timestamp)) return 'webhook-timestamp must be whole seconds since 1970.';
  const given = signature.split(' ').map((part) => part.replace(/^v1,/, ''));
  const known = mistakes(failed).find(({ expected }) => given.some((each) => sameText(each, expected)));
  if (known !== undefined) return known.sentence;
  if (!signature.split(' ').some((part) => part.startsWith('v1,')))
    return 'webhook-signature must be "v1," followed by the base64 HMAC-SHA256; "v1," is missing.';
  if (given.every((each) => /^[0-9a-f]{64}$/i.test(each)))
    return 'webhook-signature is hexadecimal; it must be "v1," followed by base64.';
  return part === 'body'
    ? 'The signature does not match: the body changed after it was signed, or another secret, webhook-id or webhook-timestamp was signed.'
    : 'The signature does not match: for a GET, sign {"method":"GET","target":"<path>?<query>"} exactly as sent, with this tenant’s secret, webhook-id and webhook-timestamp.';
};

interface Mistake {
  readonly expected: string;
  readonly sentence: string;
}

/** The signatures that common mistakes lead to. */
const mistakes = ({ id, timestamp, content, part, secrets }: FailedSignature): readonly Mistake[] =>
  secrets.flatMap((secret) => {
    const text = secret.replace(/^whsec_/, '');
    const key = Buffer.from(text, 'base64');
    const sign = (signed: string, by: Buffer | string = key) =>
      createHmac('sha256', by).update(`${id}.${timestamp}.${signed}`).digest();
    const rawKey = 'The key is the secret’s text: use the base64-decoded bytes after "whsec_".';
    const correct = sign(content);
    return [
      ...[secret, text].map((by) => ({ expected: sign(content, by).toString('base64'), sentence: rawKey })),
      {
        expected: correct.toString('base64'),
        sentence: 'webhook-signature must start with "v1,"; the rest of it is right.',
      },
      {
        expected: correct.toString('hex'),
        sentence: 'The signature is right but hexadecimal: send "v1," followed by its base64.',
      },
      ...otherSpellings(content, part).map(({ spelling, sentence }) => ({
        expected: sign(spelling).toString('base64'),
        sentence,
      })),
    ];
  });

/** Other texts that senders sign for the same content. */
const otherSpellings = (content: string, part: SignedPart) => {
  if (content.length > maxRewrittenLength) return [];
  if (part === 'question') {
    const { target } = JSON.parse(content) as { target: string };
    const form = 'For a GET, sign {"method":"GET","target":"<path>?<query>"}';
    return [
      { spelling: '', sentence: `${form}, not an empty body.` },
      { spelling: target, sentence: `${form}, not the target alone.` },
      { spelling: spaced(JSON.parse(content)), sentence: `${form} without spaces.` },
    ];
  }
  try {
    const json: unknown = JSON.parse(content);
    const sentence = 'The body changed after it was signed: sign the exact bytes that you send.';
    return [JSON.stringify(json), spaced(json)].map((spelling) => ({ spelling, sentence }));
  } catch {
    return [];
  }
};

/** JSON with a space after each colon and comma, as Python writes it. Strings keep theirs. */
const spaced = (json: unknown): string =>
  JSON.stringify(json).replaceAll(/"(?:[^"\\]|\\.)*"|[:,]/g, (part) =>
    part === ':' || part === ',' ? `${part} ` : part,
  );

const sameText = (given: string, expected: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
};
