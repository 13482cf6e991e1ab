import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseReply, type Reply } from '../../../domain/crisis/reply.ts';

const code = '4821';
const takes: Reply = { verb: 'take', code };

const table: [text: string, meant: Reply][] = [
  ['4821 Y', takes],
  ['4821Y', takes],
  ['4821y', takes],
  ['y 4821', takes],
  ['Y4821', takes],
  ['4821 yes', takes],
  ['  4821   Y  ', takes],
  ['4821\nY\n', takes],
  ['"4821 Y"', takes],
  ['“4821 Y”', takes],
  ["'4821' 'Y'", takes],
  ['4821, Y.', takes],
  ['4821 Y!', takes],
  ['4821ack', takes],
  ['Y', { verb: 'take' }],
  ['yes.', { verb: 'take' }],

  ['4821 N', { verb: 'pass', code }],
  ['no', { verb: 'pass' }],
  ['4821 W', { verb: 'welfare', code }],
  ['safe 4821', { verb: 'welfare', code }],

  ['4821 C1', { verb: 'close', outcome: 'safe-with-support', code }],
  ['4821 C2', { verb: 'close', outcome: 'emergency-service', code }],
  ['4821C3', { verb: 'close', outcome: 'hospital', code }],
  ['4821 c 4', { verb: 'close', outcome: 'false-alarm', code }],
  ['c2 4821', { verb: 'close', outcome: 'emergency-service', code }],
  ['C1', { verb: 'close', outcome: 'safe-with-support' }],
  ['4821 C', { verb: 'close-unspecified', code }],
  ['4821 close', { verb: 'close-unspecified', code }],
  ['4821 C9', { verb: 'close-unspecified', code }],

  ['4821 Y2', { verb: 'unclear' }],
  ['4821 N1', { verb: 'unclear' }],
  ['482 Y', { verb: 'unclear' }],
  ['48211 Y', { verb: 'unclear' }],
  ['4821', { verb: 'unclear' }],
  ['', { verb: 'unclear' }],
  ['👍', { verb: 'unclear' }],
  ['4821 maybe', { verb: 'unclear' }],
  ['y n', { verb: 'unclear' }],
  ['4821 Y 4822', { verb: 'unclear' }],
  ['I am on my way', { verb: 'unclear' }],
  ['constructor', { verb: 'unclear' }],
  ['4821 constructor', { verb: 'unclear' }],
];

describe('a reply', () => {
  test.each(table)('%j means %j', (text, meant) => {
    expect(parseReply(text)).toEqual(meant);
  });

  const optOutWords = 'ARRET CANCEL END OPT-OUT OPTOUT QUIT REMOVE STOP TD UNSUBSCRIBE'.split(' ');
  test.each([...optOutWords, 'stop', ' "Stop." ', 'STOP texting me'])(
    '%j stops all messages to the phone, and is no command',
    (text) => {
      expect(parseReply(text)).toEqual({ verb: 'opt-out' });
    },
  );

  test('that only contains such a word is none', () => {
    expect(parseReply('4821 stop')).toEqual({ verb: 'unclear' });
    expect(parseReply('please do not stop')).toEqual({ verb: 'unclear' });
  });

  test('is the same in any case, with any spaces and quotes around it', () => {
    const meant = fc.constantFrom(...table.filter(([text]) => /^[\w ]+$/.test(text)));
    const around = fc.string({ unit: fc.constantFrom(' ', '"', '“', '’', '\t', '\n', '!'), maxLength: 4 });
    fc.assert(
      fc.property(meant, around, around, fc.boolean(), ([text, reply], left, right, upper) => {
        expect(parseReply(left + (upper ? text.toUpperCase() : text.toLowerCase()) + right)).toEqual(reply);
      }),
    );
  });

  test('is always one of the known verbs, whatever somebody types, and never keeps their words', () => {
    const verbs = [
      ...['take', 'pass', 'arrived', 'snooze', 'escalate', 'hand-over', 'welfare'],
      ...['close', 'close-unspecified', 'follow-up-done', 'review-done', 'opt-out', 'opt-in', 'unclear'],
    ];
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const reply = parseReply(text);
        expect(verbs).toContain(reply.verb);
        if ('code' in reply) expect(reply.code).toMatch(/^\d{4}$/);
      }),
    );
  });
});
