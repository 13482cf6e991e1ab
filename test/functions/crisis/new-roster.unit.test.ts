import { describe, expect, test } from 'vitest';
import { defaultVoice, textsIn } from '../../../domain/crisis/sms.ts';
import { codeIn, type Night, night, phones } from './night.ts';
import { type Publication, publishRoster } from './publish-roster.ts';

const sms = textsIn(defaultVoice);

const tier = (answerWithinSeconds: number, ...staffIds: string[]) => ({ staffIds, answerWithinSeconds });

/** The first tier was paged. */
const paged = async (tiers = [tier(1800, 'ada'), tier(300, 'cora')]) => {
  const clinic = await night(tiers);
  await clinic.flag();
  await clinic.escalate(clinic.lastMessage());
  clinic.turn(60);
  return clinic;
};

const pagesTo = (clinic: Night, staffId: keyof typeof phones) =>
  clinic.textsTo(staffId).filter((text) => text.includes('urgent'));

let published = 0;
/** Publishes, and delivers what it sends to the escalation. */
const publish = async (clinic: Night, roster: Publication, numbers?: Record<string, string>) => {
  const before = clinic.queued.length;
  published += 1;
  expect(await publishRoster(clinic, `roster-${published}`, roster, numbers)).toEqual([]);
  const sent = clinic.queued.slice(before).map(({ message }) => message);
  for (const message of sent) await clinic.escalate(message);
  return sent;
};

describe('a new roster, for an incident that nobody has taken', () => {
  test('pages the new first tier at once, and nobody twice', async () => {
    const clinic = await paged();
    const due = clinic.incident();
    expect(await publish(clinic, { tiers: [tier(1800, 'bea'), tier(300, 'cora')] })).toHaveLength(1);
    expect(pagesTo(clinic, 'bea')).toHaveLength(1);
    expect(pagesTo(clinic, 'cora')).toEqual([]);
    expect(clinic.incident()).toMatchObject({ status: 'open', tier: 1 });
    expect(clinic.incident()).toHaveProperty('nextStepAt', (due as { nextStepAt: string }).nextStepAt);
    clinic.turn(60);
    await publish(clinic, { tiers: [tier(1800, 'bea'), tier(300, 'cora')] });
    expect(pagesTo(clinic, 'bea')).toHaveLength(1);
    clinic.turn(60);
    await publish(clinic, { tiers: [tier(1800, 'cora'), tier(300, 'bea')] });
    expect(pagesTo(clinic, 'cora')).toHaveLength(1);
    await clinic.reply('cora', 'y');
    expect(clinic.incident()).toMatchObject({ status: 'acknowledged', responder: 'cora' });
  });

  test('does not page again who gave the incident back, before all others were asked', async () => {
    const clinic = await paged([tier(1800, 'ada'), tier(300, 'bea'), tier(300, 'cora')]);
    await clinic.reply('ada', 'y');
    await clinic.reply('ada', 'n');
    await clinic.escalate(clinic.lastMessage());
    expect(clinic.textsTo('bea').at(-1)).toContain('STILL OPEN');
    const heardByAda = clinic.textsTo('ada').length;
    await publish(clinic, { tiers: [tier(1800, 'ada'), tier(600, 'bea'), tier(300, 'cora')] });
    expect(clinic.textsTo('ada')).toHaveLength(heardByAda);
  });

  test('pages a tier that was put in front', async () => {
    const clinic = await paged();
    await publish(clinic, { tiers: [tier(300, 'bea'), tier(300, 'ada'), tier(300, 'cora')] });
    expect(pagesTo(clinic, 'bea')).toHaveLength(1);
    expect(pagesTo(clinic, 'ada')).toHaveLength(1);
  });

  test('brings the next tier forward where the wait became shorter, counted from the page', async () => {
    const clinic = await paged();
    await publish(clinic, { tiers: [tier(300, 'ada'), tier(300, 'cora')] });
    expect(clinic.incident()).toHaveProperty('nextStepAt', clinic.at(300));
    expect(clinic.queued.at(-1)).toMatchObject({ delaySeconds: 240 });
    clinic.turn(240);
    await clinic.escalate(clinic.lastMessage());
    expect(pagesTo(clinic, 'cora')).toHaveLength(1);
  });

  test('pages the next tier at once where its time would be over', async () => {
    const clinic = await paged();
    clinic.turn(600);
    await publish(clinic, { tiers: [tier(300, 'ada'), tier(300, 'cora')] });
    expect(pagesTo(clinic, 'cora')).toHaveLength(1);
  });

  test('does not put off a page where the wait became longer', async () => {
    const clinic = await paged([tier(300, 'ada'), tier(300, 'cora')]);
    await publish(clinic, { tiers: [tier(1800, 'ada'), tier(300, 'cora')] });
    expect(clinic.incident()).toHaveProperty('nextStepAt', clinic.at(300));
  });

  test('pages the next tier at once where nobody is left whose answer is awaited', async () => {
    const clinic = await paged([tier(1800, 'ada'), tier(1800, 'bea')]);
    await publish(clinic, { tiers: [{ ...tier(1800), scheduleIds: [] }, tier(1800, 'bea')] });
    expect(pagesTo(clinic, 'bea')).toHaveLength(1);
  });

  test('pages a new number of somebody who was paged, and a bare answer from there takes it', async () => {
    const clinic = await paged();
    const fresh = '+12025550119';
    await publish(clinic, { tiers: [tier(1800, 'ada')] }, { ...phones, ada: fresh });
    const text = clinic.texts.findLast(({ to }) => to === fresh);
    expect(text?.text).toContain('urgent');
    await clinic.reply('ada', 'y');
    expect(clinic.textsTo('ada').at(-1)).toBe(sms.notOnCall());
    await clinic.reply(fresh, 'y', {}, 'fresh');
    expect(clinic.incident()).toMatchObject({ status: 'acknowledged', responder: 'ada' });
    expect(clinic.texts.at(-1)).toEqual({ to: fresh, text: sms.taken(codeIn(text?.text)) });
  });

  test('looks twice, since a page may have been under way with the roster before', async () => {
    const clinic = await paged();
    const tiers = [tier(1800, 'bea')];
    expect(await publish(clinic, { tiers })).toHaveLength(1);
    await clinic.escalate({ ...clinic.watchdogMessage, replan: true });
    expect(pagesTo(clinic, 'bea')).toHaveLength(1);
  });
});

test('a new roster leaves alone who has taken it', async () => {
  const clinic = await paged();
  await clinic.reply('ada', 'y');
  const before = clinic.incident();
  await publish(clinic, { tiers: [tier(300, 'bea')] });
  expect(clinic.incident()).toEqual(before);
  expect(pagesTo(clinic, 'bea')).toEqual([]);
});

test('a new roster leaves closed incidents alone', async () => {
  const clinic = await paged();
  const code = codeIn(clinic.textsTo('ada').at(-1));
  for (const text of ['y', 'w', 'c1']) await clinic.reply('ada', `${code} ${text}`);
  expect(await publish(clinic, { tiers: [tier(300, 'bea')] })).toEqual([]);
});
