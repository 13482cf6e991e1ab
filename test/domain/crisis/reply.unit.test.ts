import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginsWithOptOut, parseReply } from '../../../domain/crisis/reply.ts';
import { defaultVoice, textsIn } from '../../../domain/crisis/sms.ts';
import { replies } from './replies.table.ts';

const sms = textsIn(defaultVoice);

/** Said with every run, so that each can be repeated: `VIGIL_FUZZ_SEED=...`. */
const seed = Number(process.env['VIGIL_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
console.info(`seed ${seed}`);
const runs = { seed, numRuns: 2000 };

const word = fc.constantFrom(
  ...replies.flatMap(([text]) => text.split(/\s+/)),
  ...[
    "can't",
    'not',
    'no',
    'nunca',
    'W',
    'C1',
    'safe',
    'is',
    'she',
    'y',
    '👍',
    '4821',
    '4822',
    '\n',
    '>',
    '“',
    '?',
  ],
);
const sentence = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

describe('a reply', () => {
  test('is understood as people write it, in at least 200 ways', () => {
    expect(replies.length).toBeGreaterThanOrEqual(200);
  });

  test.each(replies)('%j means %j', (text, meant) => {
    expect(parseReply(text)).toEqual(meant);
  });

  test('is the same in any case, with any spaces and quotes around it', () => {
    const meant = fc.constantFrom(...replies.filter(([text]) => /^[\w ]+$/.test(text)));
    const around = fc.string({ unit: fc.constantFrom(' ', '"', '“', '’', '\t', '\n', '!'), maxLength: 4 });
    fc.assert(
      fc.property(meant, around, around, fc.boolean(), ([text, reply], left, right, upper) => {
        expect(parseReply(left + (upper ? text.toUpperCase() : text.toLowerCase()) + right)).toEqual(reply);
      }),
      runs,
    );
  });

  test('is one of the known verbs, whatever somebody types, and never holds their words', () => {
    const verbs = [
      ...['take', 'pass', 'arrived', 'snooze', 'escalate', 'hand-over', 'welfare'],
      ...['close', 'close-unspecified', 'follow-up-done', 'review-done', 'opt-out', 'opt-in', 'unclear'],
    ];
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 2000 }), sentence), (text) => {
        const reply = parseReply(text);
        expect(verbs).toContain(reply.verb);
        if ('code' in reply) expect(reply.code).toMatch(/^\d{4}$/);
      }),
      runs,
    );
  });

  test('takes nothing where its words only refuse', () => {
    const refusing = fc.constantFrom(
      ...["can't", 'cannot', "won't", 'not me', 'no', 'nope', 'never', 'unable', 'not available', 'n', '👎'],
      ...[
        'no puedo',
        'nunca',
        'imposible',
        'yo no',
        'sorry',
        'Bea',
        'tonight',
        '4821',
        ',',
        '.',
        '\n',
        'lo siento',
      ],
    );
    fc.assert(
      fc.property(fc.array(refusing, { minLength: 1, maxLength: 8 }), (words) => {
        expect(['pass', 'unclear']).toContain(parseReply(words.join(' ')).verb);
      }),
      runs,
    );
  });

  test('takes nothing where a sentence also refuses', () => {
    const refusing = fc.constantFrom("I can't", 'not me', 'no puedo', 'never', 'cannot', "won't");
    fc.assert(
      fc.property(sentence, refusing, sentence, (before, no, after) => {
        // What follows a quote or a signature is not the sender's.
        fc.pre(!/[>“"«:]|sent|enviado|get|original|--|\bon\b|\bel\b/i.test(before));
        expect(parseReply(`${before} ${no} ${after}`).verb).not.toBe('take');
      }),
      runs,
    );
  });

  test('ends nothing without the short form or clear words', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const { verb, code } = { code: undefined, ...parseReply(text) };
        if (verb === 'welfare')
          expect(code === undefined ? /w/i : /\bw\b|\dw|w\d|safe|salv/i).toSatisfy((clear: RegExp) =>
            clear.test(text),
          );
        if (verb === 'close') expect(text).toMatch(/(?:\bc|\dc|close) ?[1-4]/i);
      }),
      runs,
    );
  });

  test('is read in no time, however long and strange', { timeout: 5_000 }, () => {
    const parts = [
      '“',
      'now ',
      'i am ',
      'voy ya ',
      'vigil 4821: reply ',
      '"vigil ',
      'reacted ',
      '1 ',
      'y ',
      'no ',
      'right now ',
    ];
    for (const part of parts)
      for (const before of ['', 'yes on it ', 'voy ', 'cannot ']) parseReply(before + part.repeat(1600));
  });

  test('is unclear where it only repeats what Vigil wrote', () => {
    const said = [
      sms.page('4821', 'critical'),
      sms.pageAgain('4821', 'high'),
      sms.backUp('4821'),
      sms.handOver('4821'),
      sms.askCheckIn('4821'),
    ];
    said.push(
      sms.taken('4821'),
      sms.passed('4821'),
      sms.welfareConfirmed('4821'),
      sms.bundle(4, '4821', '9000'),
    );
    for (const text of said) expect(parseReply(text), text).toEqual({ verb: 'unclear' });
  });

  test('that begins like an opt-out may be one for the carrier', () => {
    for (const text of ['STOP', "Stop worrying, I'm on it", ' “end” of it'])
      expect(beginsWithOptOut(text)).toBe(true);
    for (const text of ['4821 stop', 'yes', '', 'unstop'])
      expect(beginsWithOptOut(text)).toBe(text === '4821 stop');
  });
});
