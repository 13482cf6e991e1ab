import { createHash } from 'node:crypto';
import type { Context, SNSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { InboundReply } from '../../../../functions/crisis/messages.ts';
import { makeHandler } from '../../../../functions/crisis/receive-reply/handler.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';

const inbound = (message: unknown): SNSEvent =>
  ({
    Records: [{ Sns: { Message: typeof message === 'string' ? message : JSON.stringify(message) } }],
  }) as SNSEvent;
const texted = (messageBody: string) => ({
  originationNumber: '+12025550111',
  destinationNumber: '+12025550100',
  messageBody,
  inboundMessageId: 'inbound-1',
});

const receive = async (message: unknown) => {
  const sent: InboundReply[] = [];
  const log = recordedLog();
  const handler = makeHandler({
    pseudonymOf: (text) =>
      Promise.resolve(text === '+12025550111' ? 'line-ada' : createHash('sha256').update(text).digest('hex')),
    replies: {
      send: (reply) => {
        sent.push(reply);
        return Promise.resolve();
      },
    },
    log,
  });
  const failed = await Promise.resolve(handler(inbound(message), {} as Context)).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { sent, log, failed };
};

describe('a text from a phone', () => {
  test('becomes a code from a line: neither its number nor its words go on', async () => {
    const { sent, log } = await receive(texted('4821 y'));
    expect(sent).toEqual([
      { line: 'line-ada', inboundMessageId: 'inbound-1', reply: { verb: 'take', code: '4821' } },
    ]);
    expect(JSON.stringify([sent, log.lines])).not.toMatch(/2025550111|4821 y/);
  });

  test('that nobody can read goes on as unclear, without its words', async () => {
    const { sent, log } = await receive(texted('The client Jane Doe is at home'));
    expect(sent).toMatchObject([{ reply: { verb: 'unclear' } }]);
    expect(JSON.stringify([sent, log.lines])).not.toContain('Jane');
  });

  test('that is unclear has a fingerprint, the same for the same words, in which nothing can be read', async () => {
    const fingerprintOf = async (words: string) => (await receive(texted(words))).sent[0]?.fingerprint;
    expect(await fingerprintOf('who is this')).toBe(await fingerprintOf(' who is this '));
    expect(await fingerprintOf('who is this')).not.toBe(await fingerprintOf('who are you'));
    expect(await fingerprintOf('4821 y')).toBeUndefined();
  });

  test('that only begins like an opt-out is a command, and says so: the carrier may see it otherwise', async () => {
    const { sent } = await receive(texted("Stop worrying, I'm on it"));
    expect(sent).toMatchObject([{ reply: { verb: 'take' }, mayOptOut: true }]);
  });

  test('that opts out is handed on as such, and counted where it is known whose phone it is', async () => {
    const { log, sent } = await receive(texted('STOP'));
    expect(sent).toMatchObject([{ reply: { verb: 'opt-out' } }]);
    expect(log.counted).toEqual({});
  });

  test.each([['not json'], [{ messageBody: '4821 Y' }], [{ ...texted('Y'), inboundMessageId: '' }]])(
    'that is not what AWS sends fails by name only: %j',
    async (message) => {
      const { sent, log } = await receive(message);
      expect(sent).toEqual([]);
      expect(log.lines).toMatchObject([{ code: 'reply-not-taken' }]);
      expect(JSON.stringify(log.lines)).not.toContain('4821');
    },
  );
});
