import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeIn, furnish } from '../../demo/clinic.ts';
import { counted } from '../../demo/scenarios/undelivered.ts';
import { phones, useOnCall } from './on-call.ts';

let number = 0;
const onCall = useOnCall();
const { clinic, next, say, finish, nothingMore, timeline } = onCall;

beforeAll(async () => {
  await furnish(clinic());
});
beforeEach(async () => {
  await clinic().stage.advance('PT2M');
  number += 1;
});

const client = () => `client-reply-${number}`;
const flag = (clientId = client()) => onCall.flag(clientId);

describe('an answer by SMS', () => {
  test('with or without spaces takes it; who was paged and who has it is on record; an hour without another page', async () => {
    await flag();
    const page = await next(phones.ada, 'urgent');
    await say(phones.ada, `  ${codeIn(page)}ack `, 'it is yours');
    expect(await timeline(client())).toEqual(['opened', 'paged staff-ada', 'acknowledged staff-ada']);
    const [paged] = await clinic().stage.events('incident.paged.v1');
    const sent = (await clinic().stage.phones()).find((phone) => phone.number === phones.ada)?.messages;
    const pageSent = sent?.find(({ text }) => text === page);
    expect(paged?.detail.data).toMatchObject({ outcome: 'accepted', messageId: pageSent?.id });

    for (let quarter = 0; quarter < 4; quarter += 1) {
      await clinic().stage.advance('PT14M');
      await nothingMore();
      await clinic().stage.advance('PT1M');
      await next(phones.ada, 'are you on it?');
      await say(phones.ada, 'y', 'it is yours');
    }
    await finish(phones.ada, codeIn(page));
  });

  test('is understood in any case, order and quotes; what is done already is said; no code means two incidents', async () => {
    await flag();
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, '0000 y', 'not one of your open codes');
    await say(phones.ada, `  “y ${code}”  `, 'it is yours');
    await say(phones.ada, `'${code}y'`, 'it is yours');
    await say(phones.ada, `close ${code}`, 'To close reply');
    await say(phones.ada, `${code} C1`, 'First reply');
    await say(phones.ada, `W${code}`, 'To close reply');
    await say(phones.ada, `c1 ${code}`, 'closed');
    await say(phones.ada, `${code}C1`, 'closed');
    expect((await timeline(client())).filter((entry) => entry.startsWith('closed'))).toHaveLength(1);

    await clinic().stage.advance('PT2M');
    await flag();
    const other = codeIn(await next(phones.ada, 'urgent'));
    expect(other).not.toBe(code);
    await say(phones.ada, `${code} y`, 'closed already');
    expect((await timeline(client())).at(-1)).toBe('paged staff-ada');
    await say(phones.ada, `${other} y`, 'it is yours');
    for (const each of [code, other]) {
      if (each === other) {
        await say(phones.ada, `${each} w`, 'To close reply');
        await say(phones.ada, `${each} c4`, 'closed');
      }
      await say(phones.ada, `${each} f`, 'noted');
      await say(phones.ada, `${each} r`, 'noted');
    }
  });

  test('without a code means the only one that is open, but ends nothing; with two open it is asked which', async () => {
    await flag(`${client()}-a`);
    await next(phones.ada, 'urgent');
    await say(phones.ada, 'ok', 'it is yours');
    await say(phones.ada, 'a', 'you are there');
    await say(phones.ada, 'safe', 'not understood');
    const [code] = /\d{4} W/.exec(await say(phones.ada, 'w', 'Reply with the code')) ?? [''];
    await say(phones.ada, code, 'To close reply');
    await say(phones.ada, 'close', 'To close reply');
    const [closing] = /\d{4} C4/.exec(await say(phones.ada, 'C4', 'Reply with the code')) ?? [''];
    expect((await timeline(`${client()}-a`)).at(-1)).toMatch(/^welfare-confirmed/);
    await say(phones.ada, closing, 'closed');
    await say(phones.ada, 'f', 'noted');
    await say(phones.ada, 'r', 'noted');
    await say(phones.ada, 'y', 'nothing is open');

    await clinic().stage.advance('PT2M');
    await flag(`${client()}-b`);
    await flag(`${client()}-c`);
    const codes = [codeIn(await next(phones.ada, 'urgent')), codeIn(await next(phones.ada, 'urgent'))];
    const asked = await say(phones.ada, 'y', 'you have 2 open');
    for (const code of codes) expect(asked).toContain(code);
    for (const code of codes) {
      await say(phones.ada, `${code} y`, 'it is yours');
      await finish(phones.ada, code);
    }
  });

  test('by the link is taken in one step and ended in two; a button works once, and HEAD and bad paths are harmless', async () => {
    await flag();
    const link = /http\S+/.exec(await next(phones.ada, 'urgent'))?.[0] ?? '';
    const look = async (query = '') => (await fetch(link + query)).text();
    const press = async (page: string, verb: string) => {
      const act = new RegExp(`name="act" value="(${verb} [^"]+)"`).exec(page)?.[1] ?? '';
      const { status } = await fetch(link, {
        method: 'POST',
        body: new URLSearchParams({ act, outcome: 'false-alarm' }),
        redirect: 'manual',
      });
      await clinic().stage.idle();
      return status;
    };
    const head = await fetch(link, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const { origin } = new URL(link);
    for (const path of ['/p/%', '/p/nowhere00000', '/p/', '/p/a%2Fb'])
      expect((await fetch(origin + path)).status, path).toBe(404);

    const first = await look();
    expect(await press(first, 'take')).toBe(303);
    expect(await press(first, 'take')).toBe(409);
    expect(await press(await look(), 'welfare')).toBe(400);
    expect(await press(await look('?confirm=welfare'), 'welfare')).toBe(303);
    expect((await timeline(client())).at(-1)).toBe('welfare-confirmed staff-ada');
    expect(await press(await look('?confirm=close&outcome=false-alarm'), 'close')).toBe(303);
    const after = await look();
    for (const task of ['follow-up-done', 'review-done']) expect(await press(after, task)).toBe(303);
    expect((await timeline(client())).at(-1)).toBe('task-done staff-ada');
  });

  test('for seven at once: three texts, then one that bundles the rest, whose one code takes all of those', async () => {
    for (const each of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await flag(`${client()}-${each}`);
    const codes = [];
    for (let text = 0; text < 3; text += 1) codes.push(codeIn(await next(phones.ada, 'urgent')));
    await clinic().stage.advance('PT1M');
    const bundle = await next(phones.ada, 'VIGIL: 4 open for you');
    const all = /Reply (\d{4}) Y/.exec(bundle)?.[1] ?? '';
    await say(phones.ada, `${all} y`, '4 are yours');
    for (const code of codes) await say(phones.ada, `${code} y`, 'it is yours');
    await say(phones.ada, `${all} w`, 'only Y and N apply to all');
    const asked = await say(phones.ada, 'w', 'you have 7 open');
    for (const [code] of asked.matchAll(/\d{4}/g)) await finish(phones.ada, code);
  });

  test('puts the check-in off twice at most, and once where it comes twice', async () => {
    await flag();
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, 'y', 'it is yours');
    for (let time = 0; time < 2; time += 1) {
      await say(phones.ada, 's', 'asked again later');
      await say(phones.ada, 's', 'asked again later');
      await clinic().stage.advance('PT29M');
      await nothingMore();
      await clinic().stage.advance('PT1M');
      await next(phones.ada, 'are you on it?');
    }
    await say(phones.ada, 's', 'cannot wait any longer');
    await finish(phones.ada, code);
  });

  test.each([
    ['Yes, I’m on it'],
    ['sí, voy'],
    ['OK 👍'],
    ['Stop worrying, I’m on it'],
    ['Y\n\nSent from my iPhone'],
  ])('is understood as people write it: %j', async (text) => {
    await flag(`${client()}-${text.length}`);
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, text, 'it is yours');
    await finish(phones.ada, code);
  });

  test('that only reacts to the page takes nothing and is answered with the code, once a minute', async () => {
    await flag();
    const page = await next(phones.ada, 'urgent');
    expect(await say(phones.ada, `Liked “${page}”`, 'not understood')).toContain(`${codeIn(page)} Y`);
    await clinic().answer(phones.ada, 'hmm');
    await clinic().stage.advance('PT1M');
    await clinic().answer(phones.ada, `Liked “${page}”`);
    await say(phones.ada, 'so what', 'not understood');
    expect(await counted(clinic(), 'AnswersDropped')).toBe(2);
    await say(phones.ada, `#${codeIn(page)}-Y`, 'it is yours');
    await finish(phones.ada, codeIn(page));
  });

  test('that is nonsense is explained three times an hour, to strangers never', async () => {
    await clinic().stage.advance('PT61M');
    for (const text of ['hello?', 'who is this', 'what?']) await say(phones.bea, text, 'not understood');
    await clinic().answer(phones.bea, 'hello?');
    await clinic().answer(phones.bea, 'no idea');
    await clinic().answer('+12025550177', 'y');
    expect(await clinic().textsOn('+12025550177')).toEqual([]);
  });
});
