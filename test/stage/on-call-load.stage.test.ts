import { expect, test } from 'vitest';
import { askLoad } from '../../client/ask-load.ts';
import { answered, codeIn, confirmPhones, phones, readWebhookSecret } from '../../demo/clinic.ts';
import { riskFlagged } from '../../events/risk.ts';
import { rosterPublished } from '../../events/roster.ts';
import { useClinic } from './open-stage.ts';

const clinic = useClinic();

test('what the ledger says that people carried is told to anyone who signs for the tenant, to nobody else', async () => {
  const { state, stage, textsOn, answer } = clinic();
  await state(rosterPublished, {
    rosterId: 'roster-load',
    tiers: [{ staffIds: ['staff-ada'], answerWithinSeconds: 300 }],
    phones: { 'staff-ada': phones.ada },
  });
  await confirmPhones(clinic(), [phones.ada]);
  await state(riskFlagged, { clientId: 'client-load', trigger: 'panic-client' });
  const code = codeIn((await textsOn(phones.ada)).at(-1));
  await stage.advance('PT40S');
  await answer(phones.ada, `${code} y`);

  const options = { url: stage.url, tenantId: 'demo-clinic', source: 'urn:example:platform', now: stage.now };
  const secret = await readWebhookSecret(stage.url, 'demo-clinic');
  const { httpStatus, people } = answered(
    await askLoad({ ...options, secret }, { timeZone: 'America/Chicago' }),
  );
  expect(httpStatus).toBe(200);
  expect(people).toMatchObject([
    { staffId: 'staff-ada', pages: 1, consecutiveDays: 1, taken: 1, warnings: [] },
  ]);
  expect(people?.[0]?.medianSecondsToAnswer).toBeGreaterThanOrEqual(40);

  const other = await readWebhookSecret(stage.url, 'demo-school');
  expect(await askLoad({ ...options, secret: other })).toMatchObject({ httpStatus: 401 });
  expect(await askLoad({ ...options, tenantId: 'demo-school', secret: other })).toMatchObject({ people: [] });

  for (const words of ['w', 'c4', 'f', 'r']) await answer(phones.ada, `${code} ${words}`);
  await stage.advance('P1D');
  const [checked] = await stage.events('readiness.checked.v1');
  expect(checked?.detail.data).toMatchObject({ smsSandbox: false, smsQuotaUsd: 100 });
});
