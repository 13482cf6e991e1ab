import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../functions/crisis/caller.ts';
import type { CallRule } from '../../../domain/crisis/roster/call-rules.ts';
import type { SmsResult } from '../../../functions/crisis/sms-sender.ts';
import { defaultVoice, textsIn } from '../../../domain/crisis/sms.ts';
import { policy } from '../../domain/crisis/given.ts';
import { codeIn, night, phones } from './night.ts';
import { publishRoster } from './publish-roster.ts';

const sms = textsIn(defaultVoice);
const second = '+12025550114';
const landline = '+12025550115';
const contacts = { ada: { sms: [second], voice: landline } };
const tiers = ['ada', 'bea'].map((staffId) => ({ staffIds: [staffId], answerWithinSeconds: 300 }));
const replan = { tenantId: 'clinic', clientId: 'client-1', replan: true } as const;

/** Ada has two phones for texts and a landline; the client is flagged, and nobody was paged yet. */
const clinicNight = async (callRules: readonly CallRule[] = []) => {
  const clinic = await night(tiers);
  clinic.turn(1);
  await publishRoster(clinic, 'two-phones', { tiers, callRules }, phones, 0, contacts);
  clinic.texts.splice(0);
  await clinic.flag();
  return {
    ...clinic,
    on: (number: string) => clinic.texts.filter(({ to }) => to === number).map(({ text }) => text),
  };
};

/** Ada was paged on both phones. */
const paged = async () => {
  const clinic = await clinicNight();
  await clinic.escalate(clinic.lastMessage());
  return { ...clinic, code: codeIn(clinic.on(phones.ada)[0]), hers: codeIn(clinic.on(second)[0]) };
};

describe('a person with two phones', () => {
  test('is paged on both, each with a code of its own, and it is one page', async () => {
    const { aggregates, on, code, hers, incident } = await paged();
    expect([on(phones.ada).length, on(second).length]).toEqual([1, 1]);
    expect([code, hers]).toEqual([expect.stringMatching(/^\d{4}$/), expect.stringMatching(/^\d{4}$/)]);
    expect(incident().pages).toMatchObject([
      { staffId: 'ada', outcome: 'accepted', lines: ['line-ada', `line-${second}`] },
    ]);
    const facts = aggregates.facts.filter(({ type }) => type === 'incident.paged.v1');
    expect(facts).toHaveLength(1);
    expect(JSON.stringify(facts)).not.toContain('line-');
  });

  test.each([['first'], ['second']])('takes it from the %s one', async (which) => {
    const clinic = await paged();
    const [line, number, code] =
      which === 'first' ? ['ada', phones.ada, clinic.code] : [second, second, clinic.hers];
    await clinic.reply(line, `${code} y`);
    expect(clinic.incident()).toMatchObject({ status: 'acknowledged', responder: 'ada' });
    expect(clinic.on(number).at(-1)).toBe(sms.taken(code));
    clinic.turn(900);
    await clinic.escalate(clinic.watchdogMessage);
    expect(clinic.on(phones.ada).at(-1)).toBe(sms.askCheckIn(clinic.code));
    expect(clinic.on(second).at(-1)).toBe(sms.askCheckIn(clinic.hers));
  });

  test('hears on both that somebody else has it', async () => {
    const clinic = await paged();
    clinic.turn(300);
    await clinic.escalate(clinic.watchdogMessage);
    await clinic.reply('bea', 'y');
    await clinic.escalate(clinic.watchdogMessage);
    expect(clinic.on(phones.ada).at(-1)).toBe(sms.takenByOther(clinic.code));
    expect(clinic.on(second).at(-1)).toBe(sms.takenByOther(clinic.hers));
  });

  test('is reached if one of them refuses the text', async () => {
    const clinic = await clinicNight();
    const { send } = clinic.dependencies.sms;
    const refusing = {
      ...clinic.dependencies.sms,
      send: (to: string, text: string): Promise<SmsResult> =>
        to === phones.ada ? Promise.resolve({ outcome: 'failed', failure: 'opted-out' }) : send(to, text),
    };
    await clinic.escalate(clinic.lastMessage(), { sms: refusing });
    expect(clinic.textsTo('bea')).toEqual([]);
    expect(clinic.incident().pages).toMatchObject([{ outcome: 'accepted', lines: [`line-${second}`] }]);
  });

  test('gets no text twice on the one, because the other needs a second try', async () => {
    const clinic = await clinicNight();
    const { send } = clinic.dependencies.sms;
    let tries = 0;
    const faulty = {
      ...clinic.dependencies.sms,
      send: (to: string, text: string): Promise<SmsResult> => {
        if (to === second && (tries += 1) === 1) return Promise.reject(new Error('no route'));
        return send(to, text);
      },
    };
    await clinic.escalate(clinic.lastMessage(), { sms: faulty });
    expect([clinic.on(phones.ada).length, clinic.on(second).length]).toEqual([1, 1]);
  });

  test('is waited for until no phone is left: then the next tier is paged at once', async () => {
    const clinic = await paged();
    const { incidentId } = clinic.incident();
    const undelivered = (line: string) =>
      clinic.escalate({
        ...clinic.watchdogMessage,
        undelivered: { incidentId, staffId: 'ada', failure: 'phone-unreachable', line },
      });
    await undelivered('line-ada');
    await undelivered('line-ada');
    expect(clinic.textsTo('bea')).toEqual([]);
    await undelivered(`line-${second}`);
    expect(clinic.textsTo('bea')).toHaveLength(1);
    const facts = clinic.aggregates.facts.filter(({ type }) => type === 'incident.page-undelivered.v1');
    expect(facts.map(({ data }) => (data as { numbersLeft?: number }).numbersLeft)).toEqual([1, undefined]);
  });

  test('who opts out on one of them keeps the page on the other', async () => {
    const clinic = await paged();
    await clinic.reply('ada', 'stop');
    await clinic.escalate(clinic.lastMessage());
    expect(clinic.textsTo('bea')).toEqual([]);
    await clinic.reply(second, 'y');
    expect(clinic.incident()).toMatchObject({ status: 'acknowledged', responder: 'ada' });
  });

  test('takes nothing from a phone that a new roster names no longer', async () => {
    const clinic = await paged();
    clinic.turn(10);
    await publishRoster(clinic, 'one-phone', { tiers });
    await clinic.reply(second, `${clinic.hers} y`);
    expect(clinic.incident().status).toBe('open');
    expect(clinic.on(second).at(-1)).toBe(sms.notOnCall());
    await clinic.reply('ada', `${clinic.code} y`);
    expect(clinic.incident()).toMatchObject({ status: 'acknowledged', responder: 'ada' });
  });

  test('is paged on both where a new roster brings them during an incident', async () => {
    const clinic = await night([{ staffIds: ['bea'], answerWithinSeconds: 300 }]);
    await clinic.flag();
    await clinic.escalate(clinic.lastMessage());
    clinic.turn(10);
    const both = [{ staffIds: ['bea', 'ada'], answerWithinSeconds: 300 }];
    await publishRoster(clinic, 'with-ada', { tiers: both }, phones, 0, contacts);
    await clinic.escalate(replan);
    const numbers = clinic.texts.filter(({ text }) => text.includes('urgent')).map(({ to }) => to);
    expect(numbers).toEqual([phones.bea, phones.ada, second]);
  });
});

describe('a number for calls', () => {
  const calling = () => {
    const calls: { readonly number: string; readonly line: string }[] = [];
    const caller: Caller = {
      call: (number, { line }) => {
        calls.push({ number, line });
        return Promise.resolve({ outcome: 'accepted', contactId: 'contact-1' });
      },
    };
    return { calls, changed: { caller, policy } };
  };

  test('is called in the place of the phone; a key press counts as a reply from the phone', async () => {
    const clinic = await clinicNight();
    const { calls, changed } = calling();
    await clinic.escalate(clinic.lastMessage(), changed);
    expect(calls).toEqual([{ number: landline, line: 'line-ada' }]);
  });

  test('is called when the rule for the person says', async () => {
    const clinic = await clinicNight([
      { severities: ['critical'], afterSeconds: 30 },
      { staffIds: ['ada'], afterSeconds: 200 },
    ]);
    const { calls, changed } = calling();
    await clinic.escalate(clinic.lastMessage(), changed);
    const later = clinic.queued.find(({ message }) => message.call !== undefined);
    expect([calls, later?.delaySeconds]).toEqual([[], 200]);
    clinic.turn(200);
    await clinic.escalate(later?.message, changed);
    expect(calls).toHaveLength(1);
  });

  test('is not called early because one of two phones is off', async () => {
    const clinic = await clinicNight([{ afterSeconds: 200 }]);
    const { calls, changed } = calling();
    await clinic.escalate(clinic.lastMessage(), changed);
    const { incidentId } = clinic.incident();
    const undelivered = { incidentId, staffId: 'ada', failure: 'phone-unreachable', line: 'line-ada' };
    await clinic.escalate({ ...clinic.watchdogMessage, undelivered }, changed);
    expect(calls).toEqual([]);
  });
});
