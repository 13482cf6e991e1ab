import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, test } from 'vitest';
import { outcomesByDigit, parseReply } from '../../../domain/crisis/reply.ts';
import { defaultVoice, type Texts, textsIn } from '../../../domain/crisis/sms.ts';

const code = fc.integer({ min: 1000, max: 9999 }).map(String);
const count = fc.integer({ min: 0, max: 10_000 });
const link = fc.webUrl({ withQueryParameters: true, size: 'medium' });
const maybeLink = fc.option(link, { nil: undefined });
const severity = fc.constantFrom('critical' as const, 'high' as const);

/** Every text, by every value that the code can give it: a text that is missing here does not compile. */
const everyText = (sms: Texts): { readonly [Name in keyof Texts]: fc.Arbitrary<string> } => ({
  page: fc.tuple(code, severity, maybeLink).map((said) => sms.page(...said)),
  pageAgain: fc.tuple(code, severity, maybeLink).map((said) => sms.pageAgain(...said)),
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
});

const longestName = 'Riverbend-Campus';
const voices = (['en', 'es'] as const).flatMap((language) => [
  { name: defaultVoice.name, language },
  { name: longestName, language },
]);
const everySaid = voices.flatMap((voice) =>
  Object.entries(everyText(textsIn(voice))).map(
    ([name, text]) => [name, voice.language, voice.name, text] as const,
  ),
);

// "hospital" and "emergency service" are how an incident ended, and stand in no text that says of whom.
const revealing =
  /client|patient|therap|session|clinic|crisis|suicid|harm|risk|panic|depress|psych|mental|health|diagnos|medic|treat|counsel|paciente|terapia|sesion|clinica|riesgo|panico|salud|tratamiento|consejer/i;

describe('the text', () => {
  test.each(everySaid)('%s in %s is one GSM-7 segment whatever stands in it, from %s', (...[, , , text]) => {
    fc.assert(
      fc.property(text, (said) => {
        const message = new SegmentedMessage(said);
        expect(message.encodingName, said).toBe('GSM-7');
        expect(message.segmentsCount, said).toBe(1);
        expect(message.numberOfCharacters, said).toBeLessThanOrEqual(160);
      }),
    );
  });

  test.each(everySaid)(
    '%s in %s says who speaks and nothing about anybody’s health, from %s',
    (...[, , from, text]) => {
      fc.assert(
        fc.property(text, (said) => {
          const words = said.replace(/ https?:\S+$/, '');
          expect(words.startsWith(from)).toBe(true);
          expect(words).not.toMatch(revealing);
          // Codes and counts are the only numbers: nothing that could be dialled or dated.
          expect(words).not.toMatch(/\d{6,}/);
        }),
      );
    },
  );

  test('page holds the link where a segment has room for it, at the cost of words', () => {
    const sms = textsIn(defaultVoice);
    const usual = 'https://abcdefghij.execute-api.us-east-1.amazonaws.com/p/AbCd';
    expect(sms.page('4821', 'high', usual)).toBe(`${sms.page('4821', 'high')} ${usual}`);
    const long = 'https://abcdefghij.execute-api.ap-southeast-1.amazonaws.com/crisis/AbCdEfGh-_12';
    expect(sms.page('4821', 'high', long)).toBe(
      `VIGIL 4821: urgent. Reply 4821 Y to take it, 4821 N if you cannot. ${long}`,
    );
    expect(sms.page('4821', 'high', `${long}${'x'.repeat(40)}`)).toBe(sms.page('4821', 'high'));
  });

  test.each([
    ['en', 'CRITICAL'],
    ['es', 'CRITICO'],
  ] as const)('page says in %s how urgent it is, with the link and without', (language, word) => {
    const sms = textsIn({ name: longestName, language });
    const url = 'https://abcdefghij.execute-api.us-east-1.amazonaws.com/p/AbCdEfGh-_12';
    for (const link of [undefined, url])
      for (const page of [sms.page, sms.pageAgain]) {
        expect(page('4821', 'critical', link)).toContain(word);
        expect(page('4821', 'high', link)).not.toContain(word);
        if (link !== undefined) expect(page('4821', 'critical', link)).toContain(link);
      }
  });

  const asking = [
    'taken',
    'askCheckIn',
    'newTrigger',
    'notTakenYet',
    'welfareFirst',
    'backUp',
    'handOver',
    'followUpDue',
    'reviewDue',
    'verify',
    'drill',
  ] as const;
  test.each(voices)('from $name in $language asks for replies that are understood', (voice) => {
    const sms = textsIn(voice);
    const texts = [
      ...asking.map((name) => sms[name]('4821')),
      sms.page('4821', 'critical'),
      sms.pageAgain('4821', 'high'),
      sms.help(['4821']),
    ];
    for (const text of texts) {
      const asked = [...text.matchAll(/4821 (SI|NO|[A-Z]\d?)\b/g)].map(([reply]) => parseReply(reply));
      expect(asked.length, text).toBeGreaterThan(0);
      for (const reply of asked)
        expect(reply, text).toMatchObject({
          code: '4821',
          verb: expect.not.stringMatching('unclear') as string,
        });
    }
  });

  const ways: Readonly<Record<string, readonly string[]>> = {
    en: ['safe with support', 'emergency service', 'hospital', 'false alarm'],
    es: ['a salvo con apoyo', 'servicio de emergencia', 'hospital', 'falsa alarma'],
  };
  test.each(voices)('from $name in $language names every way to close, by its digit', (voice) => {
    expect(Object.keys(outcomesByDigit)).toEqual(['1', '2', '3', '4']);
    expect(Object.values(outcomesByDigit)).toEqual(ways['en']?.map((way) => way.replaceAll(' ', '-')));
    for (const name of ['welfareConfirmed', 'remindToClose'] as const) {
      const text = textsIn(voice)[name]('4821');
      const named = [...text.matchAll(/C\d ([a-z ]+)/g)].map(([, words = '']) => words.trim());
      expect(named).toEqual(ways[voice.language]);
    }
    expect(parseReply('4821 C1')).toMatchObject({ verb: 'close' });
  });
});
