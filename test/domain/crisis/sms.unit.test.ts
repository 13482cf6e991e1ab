import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, test } from 'vitest';
import { outcomesByDigit, parseReply } from '../../../domain/crisis/reply.ts';
import { sms } from '../../../domain/crisis/sms.ts';

const { whichOne, nothingOpen, help, ...aboutOneCode } = sms;
const longestCode = '8888';
const texts: [string, string][] = [
  ...Object.entries(aboutOneCode).map(([name, text]): [string, string] => [name, text(longestCode)]),
  ['whichOne of two', whichOne(['4821', '4822'])],
  ['whichOne of a hundred', whichOne(Array.from({ length: 100 }, () => longestCode))],
  ['nothingOpen', nothingOpen()],
  ['help', help()],
];

// "hospital" and "emergency service" are how an incident ended, and stand in no text that says of whom.
const revealing =
  /client|patient|therap|session|clinic|crisis|suicid|harm|risk|panic|depress|psych|mental|health|diagnos|medic|treat|counsel/i;

describe('the text', () => {
  test.each(texts)('%s is one GSM-7 segment', (_, text) => {
    const message = new SegmentedMessage(text);
    expect(message.encodingName).toBe('GSM-7');
    expect(message.segmentsCount).toBe(1);
    expect(message.numberOfCharacters).toBeLessThanOrEqual(160);
  });

  test.each(texts)('%s says who speaks and nothing about anybody’s health', (_, text) => {
    expect(text).toMatch(/^VIGIL\b/);
    expect(text).not.toMatch(revealing);
    // Codes are the only numbers: nothing that could be dialled or dated.
    expect(text).not.toMatch(/\d{5,}/);
  });

  test.each(['page', 'pageAgain', 'taken', 'askCheckIn', 'notTakenYet', 'welfareFirst'] as const)(
    '%s asks for replies that are understood',
    (name) => {
      const asked = [...sms[name]('4821').matchAll(/4821 ([A-Z]\d?)\b/g)].map(([reply]) => parseReply(reply));
      expect(asked.length).toBeGreaterThan(0);
      for (const reply of asked)
        expect(reply).toMatchObject({ code: '4821', verb: expect.not.stringMatching('unclear') as string });
    },
  );

  test.each(['welfareConfirmed', 'remindToClose'] as const)(
    '%s names every way to close, by its digit',
    (name) => {
      const text = sms[name]('4821');
      const named = [...text.matchAll(/C(\d) ([a-z ]+)/g)].map(([, digit = '', words = '']) => [
        digit,
        words.trim().replaceAll(' ', '-'),
      ]);
      expect(Object.fromEntries(named)).toEqual(outcomesByDigit);
      expect(parseReply('4821 C1')).toMatchObject({ verb: 'close' });
    },
  );
});
