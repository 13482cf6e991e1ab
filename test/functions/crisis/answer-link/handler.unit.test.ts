import { describe, expect, test } from 'vitest';
import { linkKey, rosterKey } from '../../../../functions/crisis/keys.ts';
import { clientId, night, phones, tenantId } from '../night.ts';
import { buttonsOf, type Page, paged } from './link-page.ts';

/** Ada has taken it by her link. */
const taken = async (): Promise<Page & { ada: string; bea: string }> => {
  const page = await paged();
  const ada = page.linkOf('ada');
  expect((await page.press(ada, await page.ask(ada), 'take')).status).toBe(303);
  return { ...page, ada, bea: page.linkOf('bea') };
};

describe('the page behind a link', () => {
  test('shows where it stands and changes nothing', async () => {
    const { ask, linkOf, incident } = await paged();
    const before = incident();
    const shown = await ask(linkOf('ada'));
    expect(shown.status).toBe(200);
    expect(shown.body).toContain('Nobody has taken it yet.');
    expect(buttonsOf(shown)).toEqual(['take', 'pass', 'escalate']);
    expect(incident()).toEqual(before);
  });

  test('answers HEAD as GET, without a body', async () => {
    const { ask, linkOf } = await paged();
    expect(await ask(linkOf('ada'), { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(await ask('nowhere00000', { method: 'HEAD' })).toMatchObject({ status: 404, body: '' });
  });

  test.each(['nowhere00000', '', '%', 'a/b', '../../../../x', 'é'.repeat(12)])(
    'is not found under %j',
    async (id) => {
      expect((await (await paged()).ask(id)).status).toBe(404);
    },
  );

  test('holds nothing about the client and no number', async () => {
    const { ask, ada } = await taken();
    const { body } = await ask(ada);
    for (const secret of [clientId, tenantId, ...Object.values(phones)]) expect(body).not.toContain(secret);
  });

  test('tells the time on the clock of the roster, and how long ago it was', async () => {
    const page = await paged();
    page.turn(12 * 60);
    const link = page.linkOf('ada');
    expect((await page.ask(link)).body).toMatch(/12 minutes ago, .*Mar 1, 10:00\s?PM UTC/s);
    const key = rosterKey(tenantId);
    const { state, version } = page.aggregates.peek(key) ?? { state: undefined, version: 0 };
    if (state === undefined) throw new Error('no roster');
    const every = { unit: 'week', count: 1 } as const;
    const layer = { rotationId: 'r', startsAt: '2027-01-01T09:00', every };
    const schedule = {
      scheduleId: 's',
      layers: [
        { ...layer, timeZone: 'America/New_York', staffIds: ['bea'] },
        { ...layer, timeZone: 'America/Chicago', staffIds: ['ada'] },
      ],
    };
    const definition = { ...state.definition, schedules: [schedule] };
    await page.aggregates.save(
      key,
      version,
      { state: { ...state, definition }, facts: [] },
      { now: page.at(0) },
    );
    expect((await page.ask(link)).body).toMatch(/Mar 1, 4:00\s?PM CST/);
    expect((await page.ask(page.linkOf('bea'))).body).toMatch(/Mar 1, 5:00\s?PM EST/);
  });

  test('speaks Spanish to a phone that does', async () => {
    const { ask, linkOf } = await paged();
    const { body } = await ask(linkOf('ada'), { language: 'es-MX,es;q=0.9,en;q=0.8' });
    expect(body).toContain('<html lang="es">');
    expect(body).toContain('Nadie lo ha tomado todavía.');
    expect(body).toContain('Lo tomo');
  });
});

describe('welfare and closing', () => {
  test('are a second step, and not the first button after taking', async () => {
    const { ask, press, ada, incident } = await taken();
    const shown = await ask(ada);
    expect(buttonsOf(shown)).toEqual(['arrived', 'snooze', 'escalate', 'hand-over', 'pass', 'welfare']);
    expect(shown.body).not.toContain('class="first"');
    await expect(async () => press(ada, shown, 'welfare')).rejects.toThrow('no button');

    const asked = await ask(ada, { query: 'confirm=welfare' });
    expect(incident().status).toBe('acknowledged');
    expect(asked.body).toContain('Please confirm');
    expect(buttonsOf(asked)).toEqual(['welfare']);
    expect(asked.body).toContain(`href="${ada}"`);
    expect((await press(ada, asked, 'welfare')).status).toBe(303);
    expect(incident().status).toBe('welfare-confirmed');

    const closing = await ask(ada, { query: 'outcome=hospital&confirm=close' });
    expect(incident().status).toBe('welfare-confirmed');
    expect(closing.body).toContain('Yes, close it: hospital');
    await press(ada, closing, 'close', { outcome: 'hospital' });
    expect(incident()).toMatchObject({ status: 'closed', outcome: 'hospital' });
  });

  test.each(['confirm=welfare', 'confirm=close&outcome=hospital'])(
    'are not offered to somebody who does not have it (%s)',
    async (query) => {
      const { ask, bea } = await taken();
      expect(buttonsOf(await ask(bea, { query }))).toEqual(['join', 'take-over']);
    },
  );
});

describe('a button', () => {
  test('works once: taking again after passing does nothing', async () => {
    const { ask, press, linkOf, incident } = await paged();
    const ada = linkOf('ada');
    const first = await ask(ada);
    await press(ada, first, 'take');
    await press(ada, await ask(ada), 'pass');
    expect(incident()).toMatchObject({ status: 'open', round: 1 });
    const replayed = await press(ada, first, 'take');
    expect(replayed.status).toBe(409);
    expect(replayed.body).toContain('This has changed');
    expect(replayed.body).toContain('Nobody has taken it yet.');
    expect(incident()).toMatchObject({ status: 'open', round: 1 });
  });

  test('works once also for what can be done several times', async () => {
    const { ask, press, ada, incident, turn, escalate, lastMessage } = await taken();
    const shown = await ask(ada);
    await press(ada, shown, 'snooze');
    turn(1800);
    await escalate(lastMessage());
    const before = incident();
    expect((await press(ada, await ask(ada), 'snooze')).status).toBe(303);
    expect((await press(ada, shown, 'snooze')).status).toBe(409);
    expect(incident()).not.toEqual(before);
  });

  test('to take it works also after others were paged meanwhile', async () => {
    const { ask, press, linkOf, incident, turn, escalate, lastMessage, textsTo } = await paged();
    const ada = linkOf('ada');
    const shown = await ask(ada);
    turn(300);
    await escalate(lastMessage());
    expect(textsTo('cora')).toHaveLength(1);
    expect((await press(ada, shown, 'take')).status).toBe(303);
    expect(incident()).toMatchObject({ status: 'acknowledged', responder: 'ada' });
  });

  test('of another verb, another link or another quarter of an hour does nothing', async () => {
    const { ask, press, linkOf, incident, turn } = await paged();
    const shown = await ask(linkOf('ada'));
    const [, token = ''] = /value="pass ([^"]+)"/.exec(shown.body) ?? [];
    const post = (link: string, act: string) => ask(link, { method: 'POST', body: { act } });
    expect((await post(linkOf('ada'), `take ${token}`)).status).toBe(409);
    expect((await press(linkOf('bea'), shown, 'take')).status).toBe(409);
    expect((await post(linkOf('ada'), 'burn it')).status).toBe(400);
    turn(15 * 60);
    expect((await press(linkOf('ada'), shown, 'take')).status).toBe(409);
    expect(incident().status).toBe('open');
  });
});

describe('a link', () => {
  test('expires after the time that the policy sets, counted from its last page', async () => {
    const { ask, press, linkOf, turn, escalate, lastMessage, dependencies, incident } = await paged();
    const ada = linkOf('ada');
    const { linkValidSeconds } = dependencies.policy;
    turn(linkValidSeconds - 1);
    const shown = await ask(ada);
    expect(shown.status).toBe(200);
    turn(1);
    expect((await ask(ada)).status).toBe(410);
    expect((await ask(ada)).body).toContain('answer by SMS');
    expect((await press(ada, shown, 'take')).status).toBe(410);
    expect(incident().status).toBe('open');
    // Cora's tier, then everybody: Ada's new page has a link that works.
    await escalate(lastMessage());
    turn(300);
    await escalate(lastMessage());
    expect((await ask(linkOf('ada'))).status).toBe(200);
  });

  test('is for one person: two who share a phone have two', async () => {
    const clinic = await night();
    const key = rosterKey(tenantId);
    const { state, version } = clinic.aggregates.peek(key) ?? { version: 0 };
    if (state === undefined) throw new Error('no roster');
    const shared = { ...state, lines: { ...state.lines, bea: 'line-ada' } };
    await clinic.aggregates.save(key, version, { state: shared, facts: [] }, { now: clinic.at(0) });
    await clinic.flag();
    await clinic.escalate(clinic.lastMessage());
    const whose = clinic.texts.map(({ text }) => {
      const link = /\/p\/([\w-]{12})/.exec(text)?.[1] ?? 'no link';
      return clinic.aggregates.peek(linkKey(link))?.state.pages.map(({ staffId }) => staffId);
    });
    expect(whose.sort()).toEqual([['ada'], ['bea']]);
  });

  test('of somebody whom the roster names no longer does nothing, unless they have it', async () => {
    const { ask, ada, bea, publishRoster } = await taken();
    await publishRoster([{ staffIds: ['cora'], answerWithinSeconds: 300 }]);
    expect((await ask(ada)).status).toBe(200);
    expect((await ask(bea)).status).toBe(410);
  });
});

describe('a colleague who was paged', () => {
  test('sees who has it, and can join', async () => {
    const { ask, press, bea, incident } = await taken();
    const shown = await ask(bea);
    expect(shown.body).toContain('ada has it.');
    await press(bea, shown, 'join');
    expect(incident()).toMatchObject({ responder: 'ada', helpers: ['bea'] });
    const after = await ask(bea);
    expect(after.body).toContain('You are helping.');
    expect(buttonsOf(after)).toEqual(['take-over']);
  });

  test('can take over in a second step', async () => {
    const { ask, press, bea, incident } = await taken();
    const asked = await ask(bea, { query: 'confirm=take-over' });
    expect(asked.body).toContain('ada gets a text that says so');
    expect(incident()).toMatchObject({ responder: 'ada' });
    await press(bea, asked, 'take-over');
    expect(incident()).toMatchObject({ status: 'acknowledged', responder: 'bea' });
  });

  test('who is asked to take over sees just that', async () => {
    const { ask, press, ada, bea, incident } = await taken();
    await press(ada, await ask(ada), 'hand-over', { colleague: 'bea' });
    const shown = await ask(bea);
    expect(buttonsOf(shown)).toEqual(['take']);
    await press(bea, shown, 'take');
    expect(incident()).toMatchObject({ responder: 'bea' });
  });
});

test('a page that cannot be read now says so, in the language of its reader', async () => {
  const { ask, linkOf, aggregates, log } = await paged();
  const link = linkOf('ada');
  aggregates.load = () => Promise.reject(new Error('the table is away'));
  const { status, body } = await ask(link, { language: 'es' });
  expect([status, log.lines.at(-1)?.code]).toEqual([503, 'link-failed']);
  expect(body).toContain('Responda por SMS');
});
