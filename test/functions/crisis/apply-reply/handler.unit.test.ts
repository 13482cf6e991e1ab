import { describe, expect, test } from 'vitest';
import { newContactMethod } from '../../../../domain/crisis/contact-method.ts';
import { defaultVoice, textsIn } from '../../../../domain/crisis/sms.ts';
import { contactMethodKey, incidentKey } from '../../../../functions/crisis/keys.ts';
import { makeHandler as makeProcessDueWork } from '../../../../functions/crisis/process-due-work/handler.ts';
import type { SmsResult } from '../../../../functions/crisis/sms-sender.ts';
import { deliver } from '../../sqs-event.ts';
import { clientId, codeIn, type Night, night, phones, tenantId } from '../night.ts';

const sms = textsIn(defaultVoice);

/** A night in which the first tier, Ada and Bea, has been paged for the client. */
const paged = async (): Promise<Night & { code: Record<'ada' | 'bea', string> }> => {
  const clinic = await night();
  await clinic.flag();
  await clinic.escalate(clinic.lastMessage());
  const code = { ada: codeIn(clinic.textsTo('ada')[0]), bea: codeIn(clinic.textsTo('bea')[0]) };
  return { ...clinic, code };
};

describe('an answer from the phone of somebody who was paged', () => {
  test('takes the incident, tells them so, and queues the check-in', async () => {
    const { reply, code, incident, textsTo, queued, facts, at } = await paged();
    expect(await reply('ada', `${code.ada} Y`)).toEqual([]);
    expect(incident()).toMatchObject({ status: 'acknowledged', responder: 'ada', nextStepAt: at(900) });
    expect(textsTo('ada').at(-1)).toBe(sms.taken(code.ada));
    expect(queued.at(-1)).toMatchObject({ message: { step: { number: incident().step } }, delaySeconds: 0 });
    expect(facts().at(-1)).toBe('incident.acknowledged.v1');
  });

  test('is answered also where the phone was somebody else’s before, who is on no roster any more', async () => {
    const { reply, aggregates, textsTo, at } = await paged();
    const key = contactMethodKey('line-ada');
    const { state, version } = aggregates.peek(key) ?? { state: newContactMethod, version: 0 };
    const owners = [{ tenantId, staffId: 'left-long-ago' }, ...state.owners];
    await aggregates.save(key, version, { state: { ...state, owners }, facts: [] }, { now: at(0) });
    await reply('ada', '0000 Y');
    expect(textsTo('ada').at(-1)).toBe(sms.unknownCode('0000', [codeIn(textsTo('ada')[0])]));
  });

  test('leads through welfare to the end', async () => {
    const { reply, code, incident, textsTo, aggregates } = await paged();
    await reply('ada', `${code.ada} Y`);
    await reply('ada', `${code.ada} C1`);
    expect(textsTo('ada').at(-1)).toMatch(/not closed/);
    await reply('ada', `${code.ada} W`);
    expect(incident().status).toBe('welfare-confirmed');
    await reply('ada', `${code.ada} C`);
    expect(textsTo('ada').at(-1)).toMatch(/C1 safe with support/);
    expect(incident().status).toBe('welfare-confirmed');
    await reply('ada', `${code.ada} C2`);
    expect(incident()).toMatchObject({ status: 'closed', outcome: 'emergency-service' });
    expect(textsTo('ada').at(-1)).toBe(sms.closed(code.ada));
    // Closed is not forgotten: the follow-up and the review are still to come.
    expect(aggregates.peek(incidentKey(tenantId, clientId))?.deadline).toBeDefined();
  });

  test('needs no code while one incident is open', async () => {
    const { reply, incident } = await paged();
    await reply('ada', 'yes');
    expect(incident().status).toBe('acknowledged');
  });

  test.each([
    ['W', 'Reply with the code: {code} W'],
    ['safe', '{code} W (person is safe)'],
    ['C4', 'Reply with the code: {code} C4'],
  ])('needs the code to say %s: a number can be forged, and is told so', async (bare, words) => {
    const { reply, code, incident, textsTo } = await paged();
    await reply('ada', `${code.ada} Y`);
    if (bare === 'C4') await reply('ada', `${code.ada} W`);
    const before = incident();
    await reply('ada', bare);
    expect(incident()).toEqual(before);
    expect(textsTo('ada').at(-1)).toContain(words.replace('{code}', code.ada));
    expect(textsTo('ada').at(-1)?.length).toBeLessThanOrEqual(160);
  });

  test('needs no code to arrive, to ask for help and to pass: nobody is left alone by these', async () => {
    const { reply, incident, textsTo } = await paged();
    await reply('ada', 'Y');
    await reply('ada', 'A');
    expect(textsTo('ada').at(-1)).toMatch(/noted, you are there/);
    await reply('ada', 'E');
    expect(textsTo('ada').at(-1)).toMatch(/others are asked to help/);
    await reply('ada', 'N');
    expect(incident().status).toBe('open');
  });

  test('from two people at once gives it to one of them and tells the other', async () => {
    const { reply, incident, textsTo, facts } = await paged();
    await Promise.all([reply('ada', 'Y'), reply('bea', 'Y')]);
    const { status, responder } = incident() as { status: string; responder: 'ada' | 'bea' };
    expect(status).toBe('acknowledged');
    const other = responder === 'ada' ? 'bea' : 'ada';
    expect(textsTo(responder).at(-1)).toMatch(/it is yours/);
    expect(textsTo(other).at(-1)).toMatch(/somebody has it already/);
    expect(facts().filter((type) => type === 'incident.acknowledged.v1')).toHaveLength(1);
  });

  test('that hands it back has those paged at once who were not asked', async () => {
    const { reply, incident, textsTo, queued, escalate, lastMessage } = await paged();
    await reply('ada', 'Y');
    await reply('ada', 'N');
    expect(incident()).toMatchObject({ status: 'open', round: 1, tier: 0 });
    expect(textsTo('ada').at(-1)).toMatch(/noted, others are paged/);
    expect(queued.at(-1)?.delaySeconds).toBe(0);
    await escalate(lastMessage());
    expect(textsTo('cora').at(-1)).toMatch(/STILL OPEN/);
  });
});

describe('the answer to a pass', () => {
  test('promises that others are paged only where they are', async () => {
    const { reply, textsTo, code } = await paged();
    await reply('ada', 'Y');
    await reply('bea', 'N');
    expect(textsTo('bea').at(-1)).toMatch(/somebody has it already/);
    await reply('ada', `${code.ada} W`);
    await reply('ada', 'N');
    expect(textsTo('ada').at(-1)).not.toMatch(/others are paged/);
    expect(textsTo('ada').at(-1)).toMatch(/please close it/);
  });
});

describe('an answer that changes nothing', () => {
  test('from a stranger is not answered, and counts as nobody’s', async () => {
    const { reply, texts, incident, log } = await paged();
    const sent = texts.length;
    await reply('stranger', 'Y');
    expect(texts).toHaveLength(sent);
    expect(incident().status).toBe('open');
    expect(log.lines.at(-1)?.code).toBe('reply-from-stranger');
  });

  test('because its code is none of theirs is told so, although it is somebody else’s', async () => {
    const { reply, textsTo, incident, code } = await paged();
    const foreign = code.ada === '1000' ? '1001' : '1000';
    await reply('ada', `${foreign} Y`);
    expect(textsTo('ada').at(-1)).toBe(sms.unknownCode(foreign, [code.ada]));
    expect(incident().status).toBe('open');
  });

  test('because it cannot be understood is told how', async () => {
    const { reply, textsTo } = await paged();
    await reply('ada', 'who is this');
    expect(textsTo('ada').at(-1)).toMatch(/not understood/);
  });

  test('because it opts out is not answered: texting them would be wrong', async () => {
    const { reply, texts, incident } = await paged();
    const sent = texts.length;
    await reply('ada', 'STOP');
    expect(texts).toHaveLength(sent);
    expect(incident().status).toBe('open');
  });

  test('because nothing is open is told so', async () => {
    const { reply, textsTo } = await night();
    await reply('ada', 'Y');
    expect(textsTo('ada')).toEqual(['VIGIL: nothing is open for you.']);
  });

  test('because two incidents are open asks which one', async () => {
    const clinic = await paged();
    await clinic.flag('evt-2', 'client-2');
    await clinic.escalate(clinic.lastMessage());
    const codes = [clinic.code.ada, codeIn(clinic.textsTo('ada').at(-1))];
    await clinic.reply('ada', 'Y');
    expect(clinic.textsTo('ada').at(-1)).toBe(
      `VIGIL: you have 2 open. Reply with one code: ${codes.join(', ')}.`,
    );
    expect([clinic.incident().status, clinic.incident('client-2').status]).toEqual(['open', 'open']);
    await clinic.reply('ada', `${codes[1] ?? ''} Y`);
    expect([clinic.incident().status, clinic.incident('client-2').status]).toEqual(['open', 'acknowledged']);
  });

  test('to an incident that was closed does not touch the next one of the same client', async () => {
    const clinic = await paged();
    for (const text of ['Y', 'W', 'C4']) await clinic.reply('ada', `${clinic.code.ada} ${text}`);
    await clinic.flag('evt-2');
    await clinic.reply('bea', `${clinic.code.bea} Y`);
    expect(clinic.textsTo('bea').at(-1)).toMatch(/it is closed already/);
    expect(clinic.incident()).toMatchObject({ status: 'open' });
  });
});

describe('the same answer again', () => {
  test('by the same message of the carrier is not answered twice', async () => {
    const { reply, texts } = await paged();
    await reply('ada', 'Y', {}, 'inbound-1');
    const sent = texts.length;
    await reply('ada', 'Y', {}, 'inbound-1');
    expect(texts).toHaveLength(sent);
  });

  test('after the function died before it could tell is told what is true now', async () => {
    const { reply, textsTo, incident, dependencies, facts } = await paged();
    const vault = { ...dependencies.vault, open: () => Promise.reject(new Error('the function died')) };
    expect(await reply('ada', 'Y', { vault }, 'inbound-1')).toEqual(['message-0']);
    expect(incident().status).toBe('acknowledged');
    expect(textsTo('ada')).toHaveLength(1);
    expect(await reply('ada', 'Y', {}, 'inbound-1')).toEqual([]);
    expect(textsTo('ada').at(-1)).toMatch(/it is yours/);
    expect(facts().filter((type) => type === 'incident.acknowledged.v1')).toHaveLength(1);
  });

  test('after the function died before the next step was queued queues it', async () => {
    const { reply, dependencies, queued, incident } = await paged();
    const escalation = { send: () => Promise.reject(new Error('the queue is away')) };
    expect(await reply('ada', 'Y', { ...dependencies, escalation }, 'inbound-1')).toEqual(['message-0']);
    await reply('ada', 'Y', {}, 'inbound-1');
    expect(queued.at(-1)?.message.step?.number).toBe(incident().step);
  });
});

describe('a confirmation that SNS refuses', () => {
  const refusing = (clinic: Night) => ({
    sms: {
      ...clinic.dependencies.sms,
      send: (): Promise<SmsResult> => Promise.resolve({ outcome: 'failed', failure: 'throttled' }),
    },
  });
  const dueWork = (clinic: Night) =>
    deliver(makeProcessDueWork(clinic.dependencies), { kind: 'phone', ids: ['line-ada'] });

  test('is counted, and sent again until SNS takes it, then never more', async () => {
    const clinic = await paged();
    expect(await clinic.reply('ada', 'Y', refusing(clinic))).toEqual([]);
    expect(clinic.incident().status).toBe('acknowledged');
    expect(clinic.log.counted['SmsFailed']).toBe(1);
    expect(clinic.textsTo('ada')).toHaveLength(1);
    expect(clinic.aggregates.peek(contactMethodKey('line-ada'))?.deadline).toBe(clinic.at(5));
    clinic.turn(5);
    await dueWork(clinic);
    await dueWork(clinic);
    expect(clinic.textsTo('ada').slice(1)).toEqual([sms.taken(clinic.code.ada)]);
  });

  test('says later what is true then', async () => {
    const clinic = await paged();
    await clinic.reply('ada', 'Y', refusing(clinic));
    await clinic.reply('ada', 'N');
    await clinic.reply('bea', 'Y');
    clinic.turn(61);
    await dueWork(clinic);
    expect(clinic.textsTo('ada').at(-1)).toBe(sms.takenByOther(clinic.code.ada));
  });
});

describe('a text that cannot be understood while something is open', () => {
  test('is answered with the open code, once a minute, and the dropped answer is counted', async () => {
    const { reply, textsTo, log, code, turn } = await paged();
    for (const text of ['who is this', 'hello']) await reply('ada', text);
    expect(textsTo('ada').slice(1)).toEqual([sms.help([code.ada])]);
    expect(log.counted['AnswersDropped']).toBe(1);
    for (let minute = 0; minute < 5; minute += 1) {
      turn(60);
      await reply('ada', `hello ${minute}?`);
    }
    expect(textsTo('ada')).toHaveLength(7);
  });
});

test('safe and closed in one text is both', async () => {
  const { reply, incident, textsTo, code } = await paged();
  await reply('ada', `${code.ada} Y`);
  await reply('ada', `${code.ada} W C1`);
  expect(incident()).toMatchObject({ status: 'closed', outcome: 'safe-with-support' });
  expect(textsTo('ada').at(-1)).toBe(sms.closed(code.ada));
});

test('a take that begins like an opt-out takes it, and opts out only if the carrier says so', async () => {
  const clinic = await paged();
  const text = "Stop worrying, I'm on it";
  await clinic.reply('ada', text);
  expect(clinic.incident()).toMatchObject({ status: 'acknowledged', responder: 'ada' });
  expect(clinic.facts('staff.opted-out')).toEqual([]);
  const optedOut = () => Promise.resolve(true);
  await clinic.reply('ada', text, { sms: { ...clinic.dependencies.sms, optedOut } }, 'inbound-2');
  expect(clinic.facts('staff.opted-out')).toEqual(['staff.opted-out.v1']);
  expect(clinic.log.counted['StaffOptOut']).toBe(1);
});

test('no log line holds a number', async () => {
  const { reply, log, code } = await paged();
  for (const text of ['Y', 'W', `${code.ada} W`, `${code.ada} C1`, 'huh']) await reply('ada', text);
  for (const number of Object.values(phones)) expect(JSON.stringify(log.lines)).not.toContain(number);
});
