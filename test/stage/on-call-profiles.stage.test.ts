import { beforeAll, expect, test } from 'vitest';
import { codeIn, furnish } from '../../demo/clinic.ts';
import { personProfilePublished, tenantProfilePublished } from '../../events/tenancy.ts';
import { phones, useOnCall } from './on-call.ts';

const { clinic, next, say, flag } = useOnCall();

beforeAll(async () => {
  await furnish(clinic());
});

test('people are texted in the name of the tenant, each in their own language', async () => {
  const { state } = clinic();
  const profile = { displayName: 'Riverbend', language: 'en', timeZone: 'America/Chicago' } as const;
  await state(tenantProfilePublished, profile);
  await state(personProfilePublished, { staffId: 'staff-ada', language: 'es' });
  await flag('client-1');
  const page = await next(phones.ada, 'CRITICO, urgente');
  expect(page).toMatch(/^Riverbend \d{4}: /);
  const code = codeIn(page);
  await say(phones.ada, `${code} SI`, `Riverbend ${code}: es suyo`);
  await say(phones.ada, `${code} w c4`, 'cerrado');
  await say(phones.ada, `${code} f`, 'anotado');
  await say(phones.ada, `${code} r`, 'anotado');
});
