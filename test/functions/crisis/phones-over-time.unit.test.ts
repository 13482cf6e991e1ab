import { describe, expect, test } from 'vitest';
import { defaultVoice, textsIn } from '../../../domain/crisis/sms.ts';
import { codeIn, night, phones } from './night.ts';
import { publishRoster } from './publish-roster.ts';

const sms = textsIn(defaultVoice);

const tier = (...staffIds: string[]) => ({ staffIds, answerWithinSeconds: 300 });
const { ada: _, ...withoutAda } = phones;

/** Ada was paged; then she is taken off the roster, or not. */
const paged = async (tiers = [tier('ada'), tier('bea')]) => {
  const clinic = await night(tiers);
  await clinic.flag();
  await clinic.escalate(clinic.lastMessage());
  const code = codeIn(clinic.textsTo('ada').at(-1));
  const removeAda = async () => {
    clinic.turn(60);
    expect(await publishRoster(clinic, 'without-ada', { tiers: [tier('bea')] }, withoutAda)).toEqual([]);
  };
  return { ...clinic, code, removeAda };
};

describe('somebody who was taken off the roster', () => {
  test.each(['y', 'CODE y', 'n', 'CODE w', 'hello'])(
    'takes nothing any more with "%s", and is told so',
    async (text) => {
      const { code, removeAda, reply, incident, textsTo } = await paged();
      await removeAda();
      const before = incident();
      await reply('ada', text.replace('CODE', code));
      expect(incident()).toEqual(before);
      expect(textsTo('ada').at(-1)).toBe(sms.notOnCall());
    },
  );

  test('is not confirmed by an old test message', async () => {
    const { removeAda, reply, textsTo } = await paged();
    await removeAda();
    await reply('ada', 'START');
    expect(textsTo('ada').at(-1)).toBe(sms.notOnCall());
  });

  test('may answer again once a roster names them again', async () => {
    const { removeAda, reply, incident, code, turn, ...clinic } = await paged();
    await removeAda();
    turn(10);
    await publishRoster(clinic, 'with-ada', { tiers: [tier('ada')] });
    await reply('ada', `${code} y`);
    expect(incident()).toMatchObject({ status: 'acknowledged', responder: 'ada' });
  });

  test('keeps what they have until it is closed: replies, check-ins and what remains to do', async () => {
    const clinic = await paged();
    const { code, removeAda, reply, incident, textsTo, turn } = clinic;
    await reply('ada', `${code} y`);
    await removeAda();
    await reply('ada', `${code} a`);
    expect(textsTo('ada').at(-1)).toBe(sms.arrived(code));
    turn(900);
    await clinic.escalate(clinic.watchdogMessage);
    expect(textsTo('ada').at(-1)).toBe(sms.askCheckIn(code));
    await reply('ada', 'e');
    expect(textsTo('ada').at(-1)).toBe(sms.escalating(code));
    await reply('ada', `${code} w`);
    await reply('ada', `${code} c1`);
    expect(textsTo('ada').at(-1)).toBe(sms.closed(code));
    expect(incident().status).toBe('closed');
    await reply('ada', `${code} f`);
    await reply('ada', `${code} r`, {}, 'review');
    expect(textsTo('ada').slice(-2)).toEqual([sms.taskDone(code), sms.taskDone(code)]);
    await reply('ada', `${code} y`, {}, 'later');
    expect(textsTo('ada').at(-1)).toBe(sms.notOnCall());
  });

  test('hands over to somebody who is on it, and is told', async () => {
    const clinic = await paged();
    const { code, removeAda, reply, incident, textsTo } = clinic;
    await reply('ada', `${code} y`);
    await removeAda();
    await reply('ada', `${code} h`);
    await clinic.escalate(clinic.watchdogMessage);
    await reply('bea', 'y');
    await clinic.escalate(clinic.watchdogMessage);
    expect(incident()).toMatchObject({ status: 'acknowledged', responder: 'bea' });
    expect(textsTo('ada').at(-1)).toBe(sms.handedOver(code));
    await reply('ada', `${code} w`);
    expect(textsTo('ada').at(-1)).toBe(sms.notOnCall());
  });
});

test('a new number in mid-incident: the old phone still answers for what its owner has', async () => {
  const clinic = await paged();
  const { code, reply, incident, textsTo, texts } = clinic;
  await reply('ada', `${code} y`);
  clinic.turn(60);
  const fresh = '+12025550119';
  await publishRoster(clinic, 'new-number', { tiers: [tier('ada')] }, { ...phones, ada: fresh });
  await reply('ada', `${code} a`);
  expect(textsTo('ada').at(-1)).toBe(sms.arrived(code));
  clinic.turn(900);
  await clinic.escalate(clinic.watchdogMessage);
  expect(texts.at(-1)).toMatchObject({ to: fresh, text: expect.stringContaining('are you on it') as string });
  await reply(fresh, `${codeIn(texts.at(-1)?.text)} w`);
  expect(incident().status).toBe('welfare-confirmed');
});

describe('a shared handset', () => {
  /** Ada and Bea share Ada's handset; both were paged. */
  const shared = async (tiers = [tier('ada'), tier('bea')]) => {
    const clinic = await night();
    clinic.turn(1);
    await publishRoster(clinic, 'shared', { tiers }, { ...phones, bea: phones.ada });
    await clinic.flag();
    await clinic.escalate(clinic.lastMessage());
    const adas = codeIn(clinic.textsTo('ada').at(-1));
    clinic.turn(300);
    await clinic.escalate(clinic.watchdogMessage);
    const beas = codeIn(clinic.textsTo('ada').at(-1));
    return { ...clinic, adas, beas };
  };

  test.each(['bea', 'ada'] as const)(
    'that takes it as %s keeps it: A and W count, with any code',
    async (who) => {
      const clinic = await shared();
      const { adas, beas, reply, incident, textsTo } = clinic;
      const [mine, other] = who === 'ada' ? [adas, beas] : [beas, adas];
      const before = textsTo('ada').length;
      await reply('ada', `${mine} y`);
      await clinic.escalate(clinic.watchdogMessage);
      expect(textsTo('ada').slice(before)).toEqual([sms.taken(mine)]);
      expect(incident()).toMatchObject({ status: 'acknowledged', responder: who });
      await reply('ada', `${other} y`);
      expect(textsTo('ada').at(-1)).toBe(sms.taken(other));
      await reply('ada', `${mine} a`);
      expect(textsTo('ada').at(-1)).toBe(sms.arrived(mine));
      await reply('ada', `${other} n`);
      expect(incident().status).toBe('acknowledged');
      await reply('ada', `${other} w`);
      expect(incident()).toMatchObject({ status: 'welfare-confirmed', responder: who });
    },
  );

  test('needs no code for the one incident that it was paged for twice', async () => {
    const { reply, incident, adas } = await shared();
    for (const text of ['y', 'a', `${adas} w`, `${adas} c1`]) await reply('ada', text);
    expect(incident().status).toBe('closed');
  });

  test('that belongs to one of them alone from now on acts for that one', async () => {
    const clinic = await shared();
    await publishRoster(clinic, 'ada-left', { tiers: [tier('bea')] }, { bea: phones.ada });
    await clinic.reply('ada', `${clinic.adas} y`);
    expect(clinic.incident()).toMatchObject({ status: 'acknowledged', responder: 'bea' });
  });
});
