import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, test } from 'vitest';
import { outcomesByDigit, parseReply } from '../../../domain/crisis/reply.ts';
import { sms } from '../../../domain/crisis/sms.ts';

const code = fc.integer({ min: 1000, max: 9999 }).map(String);
const count = fc.integer({ min: 0, max: 10_000 });
const link = fc.webUrl({ withQueryParameters: true, size: 'medium' });

/** Every text, by every value that the code can give it: a text that is missing here does not compile. */
const texts: { readonly [Name in keyof typeof sms]: fc.Arbitrary<string> } = {
  page: fc.tuple(code, fc.option(link, { nil: undefined })).map(([it, url]) => sms.page(it, url)),
  pageAgain: fc.tuple(code, fc.option(link, { nil: undefined })).map(([it, url]) => sms.pageAgain(it, url)),
  bundle: fc.tuple(count, code, code).map(([many, newest, all]) => sms.bundle(many, newest, all)),
  allTaken: fc.tuple(code, count, count).map(([it, taken, others]) => sms.allTaken(it, taken, others)),
  whichOne: fc.array(code, { minLength: 2, maxLength: 500 }).map(sms.whichOne),
  backUp: code.map(sms.backUp),
  handOver: code.map(sms.handOver),
  taken: code.map(sms.taken),
  joined: code.map(sms.joined),
  askCheckIn: code.map(sms.askCheckIn),
  newTrigger: code.map(sms.newTrigger),
  arrived: code.map(sms.arrived),
  snoozed: code.map(sms.snoozed),
  snoozedEnough: code.map(sms.snoozedEnough),
  escalating: code.map(sms.escalating),
  pagingOn: code.map(sms.pagingOn),
  handingOver: code.map(sms.handingOver),
  handedOver: code.map(sms.handedOver),
  helpComing: code.map(sms.helpComing),
  nobodyAccepted: code.map(sms.nobodyAccepted),
  welfareConfirmed: code.map(sms.welfareConfirmed),
  remindToClose: code.map(sms.remindToClose),
  closed: code.map(sms.closed),
  followUpDue: code.map(sms.followUpDue),
  reviewDue: code.map(sms.reviewDue),
  taskDone: code.map(sms.taskDone),
  noTask: code.map(sms.noTask),
  passed: code.map(sms.passed),
  takenByOther: code.map(sms.takenByOther),
  notTakenYet: code.map(sms.notTakenYet),
  welfareFirst: code.map(sms.welfareFirst),
  alreadyClosed: code.map(sms.alreadyClosed),
  codeNeeded: fc.tuple(code, fc.constantFrom('W', 'C1')).map(([it, word]) => sms.codeNeeded(it, word)),
  unknownCode: fc.tuple(code, fc.array(code)).map(([it, open]) => sms.unknownCode(it, open)),
  allPassed: code.map(sms.allPassed),
  oneByOne: code.map(sms.oneByOne),
  notOnCall: fc.constant(sms.notOnCall()),
  nothingOpen: fc.constant(sms.nothingOpen()),
  help: fc.array(code).map(sms.help),
  standbyOutage: fc.constant(sms.standbyOutage()),
  standbyUnreadable: fc.constant(sms.standbyUnreadable()),
  standbyUnscreened: fc.constant(sms.standbyUnscreened()),
  answersUnreadable: fc.constant(sms.answersUnreadable()),
  verify: code.map(sms.verify),
  verified: fc.constant(sms.verified()),
  drill: code.map(sms.drill),
  drillAnswered: fc.constant(sms.drillAnswered()),
  onCall: fc.constant(sms.onCall()),
  offCall: fc.constant(sms.offCall()),
  shiftMoved: fc.constant(sms.shiftMoved()),
};

// "hospital" and "emergency service" are how an incident ended, and stand in no text that says of whom.
const revealing =
  /client|patient|therap|session|clinic|crisis|suicid|harm|risk|panic|depress|psych|mental|health|diagnos|medic|treat|counsel/i;

describe('the text', () => {
  test.each(Object.entries(texts))('%s is one GSM-7 segment whatever stands in it', (_, text) => {
    fc.assert(
      fc.property(text, (said) => {
        const message = new SegmentedMessage(said);
        expect(message.encodingName).toBe('GSM-7');
        expect(message.segmentsCount).toBe(1);
        expect(message.numberOfCharacters).toBeLessThanOrEqual(160);
      }),
    );
  });

  test.each(Object.entries(texts))('%s says who speaks and nothing about anybody’s health', (_, text) => {
    fc.assert(
      fc.property(text, (said) => {
        const words = said.replace(/ https?:\S+$/, '');
        expect(words).toMatch(/^VIGIL\b/);
        expect(words).not.toMatch(revealing);
        // Codes and counts are the only numbers: nothing that could be dialled or dated.
        expect(words).not.toMatch(/\d{6,}/);
      }),
    );
  });

  test('page holds the link where a segment has room for it, at the cost of words', () => {
    const usual = 'https://abcdefghij.execute-api.us-east-1.amazonaws.com/p/AbCdEfGh-_12';
    expect(sms.page('4821', usual)).toBe(`${sms.page('4821')} ${usual}`);
    const long = 'https://abcdefghij.execute-api.ap-southeast-1.amazonaws.com/crisis/AbCdEfGh-_12';
    expect(sms.page('4821', long)).toBe(
      `VIGIL 4821: urgent. Reply 4821 Y to take it, 4821 N if you cannot. ${long}`,
    );
    expect(sms.page('4821', `${long}${'x'.repeat(40)}`)).toBe(sms.page('4821'));
  });

  test.each([
    'page',
    'pageAgain',
    'taken',
    'askCheckIn',
    'notTakenYet',
    'welfareFirst',
    'backUp',
    'handOver',
    'followUpDue',
    'reviewDue',
    'verify',
    'drill',
  ] as const)('%s asks for replies that are understood', (name) => {
    const asked = [...sms[name]('4821').matchAll(/4821 ([A-Z]\d?)\b/g)].map(([reply]) => parseReply(reply));
    expect(asked.length).toBeGreaterThan(0);
    for (const reply of asked)
      expect(reply).toMatchObject({ code: '4821', verb: expect.not.stringMatching('unclear') as string });
  });

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
