import { describe, expect, test } from 'vitest';
import type { CallDetails, CallResult } from '../../../../functions/crisis/caller.ts';
import type { SmsResult } from '../../../../functions/crisis/sms-sender.ts';
import { policy } from '../../../domain/crisis/given.ts';
import { codeIn, type Night, night, phones } from '../night.ts';

const oneByOne = [
  { staffIds: ['ada'], answerWithinSeconds: 300 },
  { staffIds: ['bea'], answerWithinSeconds: 300 },
];

/** A night with a flagged client and a phone service that gives this answer to each call. */
const withVoice = async (afterSeconds: number, answer: () => Promise<CallResult>) => {
  const clinic = await night(oneByOne);
  await clinic.flag();
  const calls: (CallDetails & { number: string })[] = [];
  const caller = {
    call: (number: string, details: CallDetails) => {
      calls.push({ number, ...details });
      return answer();
    },
  };
  const changed = {
    caller,
    policy: { ...policy, callAfterSeconds: { critical: afterSeconds, high: afterSeconds } },
  };
  return { ...clinic, calls, changed };
};

const accepted = (): Promise<CallResult> => Promise.resolve({ outcome: 'accepted', contactId: 'contact-1' });
const refused = (): Promise<CallResult> => Promise.resolve({ outcome: 'failed', failure: 'limit-exceeded' });
const noTexts = ({ dependencies }: Pick<Night, 'dependencies'>) => ({
  ...dependencies.sms,
  send: (): Promise<SmsResult> => Promise.resolve({ outcome: 'failed', failure: 'throttled' }),
});
const delayed = ({ queued }: Pick<Night, 'queued'>) =>
  queued.flatMap(({ message, delaySeconds }) =>
    message.call === undefined ? [] : [{ message, delaySeconds }],
  );

describe('a call at once', () => {
  test('has the code of the text, and its token is the same after a crash', async () => {
    const clinic = await withVoice(0, accepted);
    const message = clinic.lastMessage();
    await clinic.escalate(message, clinic.changed);
    const { incidentId } = clinic.incident();
    const [text] = clinic.textsTo('ada');
    expect(clinic.calls).toEqual([
      { number: phones.ada, line: 'line-ada', code: codeIn(text), token: `${incidentId}-0-ada` },
    ]);
  });

  test('that is refused, or fails, leaves the page that was texted', async () => {
    for (const answer of [refused, () => Promise.reject<CallResult>(new Error('no route'))]) {
      const clinic = await withVoice(0, answer);
      await clinic.escalate(clinic.lastMessage(), clinic.changed);
      expect(clinic.textsTo('ada')).toHaveLength(1);
      expect(clinic.textsTo('bea')).toEqual([]);
      expect(clinic.log.counted).toMatchObject({ CallFailed: 1, SmsAccepted: 1 });
    }
  });
});

describe('a refused text', () => {
  test('makes the call come now; if it is accepted, the page counts', async () => {
    const clinic = await withVoice(120, accepted);
    await clinic.escalate(clinic.lastMessage(), { ...clinic.changed, sms: noTexts(clinic) });
    expect(clinic.calls.map(({ number }) => number)).toEqual([phones.ada]);
    expect(clinic.incident()).toMatchObject({ tier: 1, pages: [{ outcome: 'accepted' }] });
  });

  test('and a refused call: the next person is due at once', async () => {
    const clinic = await withVoice(120, refused);
    await clinic.escalate(clinic.lastMessage(), { ...clinic.changed, sms: noTexts(clinic) });
    expect(clinic.calls.map(({ number }) => number).slice(0, 2)).toEqual([phones.ada, phones.bea]);
  });
});

describe('a delayed call', () => {
  test('that the queue does not take costs the call, and sends no text twice', async () => {
    const clinic = await withVoice(120, accepted);
    const send = (message: object, delaySeconds: number) =>
      'call' in message
        ? Promise.reject(new Error('the queue is away'))
        : clinic.dependencies.escalation.send(message as never, delaySeconds);
    expect(await clinic.escalate(clinic.lastMessage(), { ...clinic.changed, escalation: { send } })).toEqual(
      [],
    );
    expect(clinic.textsTo('ada')).toHaveLength(1);
    expect(clinic.incident()).toMatchObject({ pages: [{ staffId: 'ada', outcome: 'accepted' }] });
  });

  test('comes if nobody has answered', async () => {
    const clinic = await withVoice(120, accepted);
    await clinic.escalate(clinic.lastMessage(), clinic.changed);
    const [later] = delayed(clinic);
    expect([clinic.calls, later?.delaySeconds]).toEqual([[], 120]);
    clinic.turn(120);
    await clinic.escalate(later?.message, clinic.changed);
    expect(clinic.calls.map(({ number }) => number)).toEqual([phones.ada]);
  });

  test.each(['Y', 'N'])('is dropped after the reply "%s"', async (text) => {
    const clinic = await withVoice(120, accepted);
    await clinic.escalate(clinic.lastMessage(), clinic.changed);
    await clinic.reply('ada', text);
    await clinic.escalate(delayed(clinic)[0]?.message, clinic.changed);
    expect(clinic.calls).toEqual([]);
  });

  test('is dropped once the next tier was paged', async () => {
    const clinic = await withVoice(120, accepted);
    await clinic.escalate(clinic.lastMessage(), clinic.changed);
    const [later] = delayed(clinic);
    clinic.turn(300);
    await clinic.escalate(clinic.watchdogMessage, clinic.changed);
    await clinic.escalate(later?.message, clinic.changed);
    expect(clinic.textsTo('bea')).toHaveLength(1);
    expect(clinic.calls).toEqual([]);
  });

  test('comes now if a receipt says that the text did not arrive', async () => {
    const clinic = await withVoice(120, accepted);
    await clinic.escalate(clinic.lastMessage(), clinic.changed);
    const { incidentId } = clinic.incident();
    const undelivered = { incidentId, staffId: 'ada', failure: 'phone-unreachable' };
    await clinic.escalate({ ...clinic.watchdogMessage, undelivered }, clinic.changed);
    expect(clinic.calls.map(({ number }) => number)).toEqual([phones.ada]);
    expect(clinic.textsTo('bea')).toHaveLength(1);
  });
});

test('without a voice service nobody is called and nothing is queued for it', async () => {
  const clinic = await night(oneByOne);
  await clinic.flag();
  await clinic.escalate(clinic.lastMessage());
  expect(delayed(clinic)).toEqual([]);
});
