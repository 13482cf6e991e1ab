import { beforeAll, describe, expect, test } from 'vitest';
import { codeIn, furnish } from '../../demo/clinic.ts';
import { riskFlagged } from '../../events/risk.ts';
import type { PhoneCall } from '../../local/services/connect/phone-calls.ts';
import { contactServices, synthesize } from '../lib/synthesized.ts';
import { phones, useOnCall } from './on-call.ts';

/** Texts leave through End User Messaging, and people are called. */
const { clinic, next, say, finish, nothingMore, flag, publish, timeline } = useOnCall({
  assembly: synthesize('dist/functions', contactServices),
});

beforeAll(async () => {
  await furnish(clinic());
});

const ringing = async (): Promise<PhoneCall[]> =>
  (await clinic().stage.phoneCalls()).filter(({ status }) => status === 'ringing');

/** The one call that rings. */
const call = async (number: string): Promise<PhoneCall> => {
  const calls = await ringing();
  expect(calls.map((each) => each.number)).toEqual([number]);
  const [only] = calls;
  if (only === undefined) throw new Error('no phone rings');
  return only;
};

describe('a critical incident', () => {
  test('texts and calls at once; "1" in the call takes it, like a reply with the code', async () => {
    const { stage } = clinic();
    await flag('client-1');
    const code = codeIn(await next(phones.ada, 'urgent'));
    const { contactId, from } = await call(phones.ada);
    expect(from).toBe(contactServices.voice.sourceNumber);
    const { heard } = await stage.pickUp(contactId, 'person');
    expect(heard).toEqual([expect.stringMatching(/Press 1 to take it/)]);
    const after = await stage.pressKey(contactId, '1');
    expect(after).toMatchObject({ status: 'ended', pressed: ['1'] });
    expect(after.heard.at(-1)).toMatch(/read the text message/);
    await stage.idle();
    await next(phones.ada, 'it is yours');
    expect(await timeline('client-1')).toEqual(['opened', 'paged staff-ada', 'acknowledged staff-ada']);
    await finish(phones.ada, code);
  });

  test('"2" in the call passes: the next person is texted and called at once', async () => {
    const { stage } = clinic();
    await stage.advance('PT2M');
    await flag('client-2');
    await next(phones.ada, 'urgent');
    const { contactId } = await call(phones.ada);
    await stage.pickUp(contactId, 'person');
    await stage.pressKey(contactId, '2');
    await stage.idle();
    await next(phones.ada, 'others are paged');
    const code = codeIn(await next(phones.bea, 'urgent'));
    expect((await call(phones.bea)).number).toBe(phones.bea);
    await say(phones.bea, `${code} y`, 'it is yours');
    await next(phones.ada, 'somebody has it');
    await finish(phones.bea, code);
  });

  test('a voicemail takes nothing: it hears the sentence to its end, and the next tier is paged in its time', async () => {
    const { stage } = clinic();
    await stage.advance('PT2M');
    await flag('client-3');
    await next(phones.ada, 'urgent');
    const { contactId } = await call(phones.ada);
    await stage.pickUp(contactId, 'voicemail');
    await stage.advance('PT1M');
    const recorded = (await stage.phoneCalls()).find((each) => each.contactId === contactId);
    expect(recorded).toMatchObject({ status: 'ended', answeredBy: 'voicemail', pressed: [] });
    expect(recorded?.heard).toHaveLength(3);
    expect(recorded?.heard.join(' ')).not.toMatch(/client|clinic|therap|suicid|crisis|\d{4}/i);
    await nothingMore();
    await stage.advance('PT5M');
    const code = codeIn(await next(phones.bea, 'urgent'));
    await call(phones.bea);
    await say(phones.bea, `${code} y`, 'it is yours');
    await next(phones.ada, 'somebody has it');
    await finish(phones.bea, code);
  });

  test('a text that the phone refuses leaves the call, and the page counts', async () => {
    const { stage } = clinic();
    await stage.advance('PT2M');
    await stage.setCarrier(phones.ada, 'opted-out');
    await flag('client-4');
    const { contactId } = await call(phones.ada);
    await stage.advance('PT30S');
    await nothingMore();
    await stage.pickUp(contactId, 'person');
    await stage.setCarrier(phones.ada, 'ok');
    await stage.pressKey(contactId, '1');
    await stage.idle();
    const code = codeIn(await next(phones.ada, 'it is yours'));
    await finish(phones.ada, code);
  });

  test('a refused call changes nothing where the text left', async () => {
    const { stage } = clinic();
    await stage.advance('PT2M');
    await stage.addFault({
      service: 'connect',
      operation: 'StartOutboundVoiceContact',
      nth: '*',
      error: 'OutboundContactNotPermittedException',
    });
    await flag('client-5');
    await stage.clearFaults();
    const code = codeIn(await next(phones.ada, 'urgent'));
    expect(await ringing()).toEqual([]);
    await nothingMore();
    await say(phones.ada, `${code} y`, 'it is yours');
    await finish(phones.ada, code);
  });
});

describe('an incident of high severity', () => {
  const flagMessage = (clientId: string) =>
    clinic().state(riskFlagged, { clientId, trigger: 'message-flagged' });

  test('texts, and calls after two minutes if nobody has answered', async () => {
    const { stage } = clinic();
    await stage.advance('PT2M');
    await flagMessage('client-6');
    const code = codeIn(await next(phones.ada, 'urgent'));
    await stage.advance('PT1M50S');
    expect(await ringing()).toEqual([]);
    await stage.advance('PT15S');
    const { contactId } = await call(phones.ada);
    await stage.pickUp(contactId, 'person');
    await stage.pressKey(contactId, '1');
    await stage.idle();
    await next(phones.ada, 'it is yours');
    await finish(phones.ada, code);
  });

  test('calls nobody who has answered the text', async () => {
    const { stage } = clinic();
    await stage.advance('PT2M');
    await flagMessage('client-7');
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, `${code} y`, 'it is yours');
    await stage.advance('PT3M');
    expect(await ringing()).toEqual([]);
    await finish(phones.ada, code);
  });

  test('calls at once, and pages the next, if a receipt says that the text did not arrive', async () => {
    const { stage } = clinic();
    await stage.advance('PT2M');
    await stage.setCarrier(phones.ada, 'unreachable');
    await flagMessage('client-8');
    await stage.advance('PT5S');
    await call(phones.ada);
    await stage.setCarrier(phones.ada, 'ok');
    const code = codeIn(await next(phones.bea, 'urgent'));
    await say(phones.bea, `${code} y`, 'it is yours');
    await finish(phones.bea, code);
  });
});

describe('a person with two phones and a landline', () => {
  const second = '+12025550114';
  const landline = '+12025550115';

  test('is texted on both phones and called on the landline; "1" takes it, and no text waits for the other phone', async () => {
    const { stage } = clinic();
    await stage.advance('PT2M');
    await publish({
      tiers: [
        { staffIds: ['staff-ada'], answerWithinSeconds: 300 },
        { staffIds: ['staff-bea'], answerWithinSeconds: 300 },
      ],
      contacts: { 'staff-ada': { sms: [second], voice: landline } },
      callRules: [{ staffIds: ['staff-ada'], severities: ['critical'], afterSeconds: 60 }],
    });
    await say(second, `${codeIn(await next(second, 'named for on-call'))} y`, 'pages will reach you here');
    await flag('client-9');
    const code = codeIn(await next(phones.ada, 'urgent'));
    await next(second, 'urgent');
    expect(await ringing()).toEqual([]);
    await stage.advance('PT61S');
    const { contactId } = await call(landline);
    await stage.pickUp(contactId, 'person');
    await stage.pressKey(contactId, '1');
    await stage.idle();
    await next(phones.ada, 'it is yours');
    expect(await timeline('client-9')).toEqual(['opened', 'paged staff-ada', 'acknowledged staff-ada']);
    await finish(phones.ada, code);
  });

  test('is waited for as long as one of the phones has the page', async () => {
    const { stage } = clinic();
    await stage.advance('PT2M');
    await stage.setCarrier(phones.ada, 'unreachable');
    await flag('client-10');
    const code = codeIn(await next(second, 'urgent'));
    await stage.advance('PT5S');
    await nothingMore();
    expect(await timeline('client-10')).toEqual(['opened', 'paged staff-ada', 'page-undelivered staff-ada']);
    await stage.setCarrier(phones.ada, 'ok');
    await say(second, `${code} y`, 'it is yours');
    await finish(second, code);
  });
});

test('texts of pages are valid until the next step, others for an hour; none went through SNS', async () => {
  const { stage } = clinic();
  const texts = (await stage.phones()).flatMap(({ messages }) => messages);
  const lifeOf = (words: string) =>
    new Set(
      texts.filter(({ text }) => text.includes(words)).map(({ attributes }) => attributes?.['TimeToLive']),
    );
  expect(lifeOf('urgent')).toEqual(new Set(['300']));
  expect(lifeOf('it is yours')).toEqual(new Set(['3600']));
  const services = (await stage.calls()).filter(({ function: name }) => name === 'escalate');
  expect(services.map(({ service }) => service)).toContain('sms-voice');
  expect(services.map(({ service }) => service)).not.toContain('sns');
});
