import { expect, it } from 'vitest';
import { signed } from './requests.ts';
import { receive } from './webhook.ts';

const typesOf = async (provider: string, standing: 'active' | 'suspended' | 'leaving' | 'unconfirmed') => {
  const { status, published } = await receive(provider, await signed(provider), { standing });
  expect(status).toBeLessThan(300);
  return published.map(({ type }) => type);
};

it.each(['suspended', 'leaving'] as const)('a tenant that is %s gets no new sessions', async (standing) => {
  expect(await typesOf('calendly', 'active')).toEqual(['session.scheduled.v1']);
  expect(await typesOf('calendly', standing)).toEqual([]);
});

it.each(['suspended', 'leaving', 'unconfirmed'] as const)(
  'of a tenant that is %s, risk and presence are taken',
  async (standing) => {
    expect(await typesOf('medplum', standing)).toEqual(['risk.flagged.v1']);
    expect(await typesOf('zoom', standing)).toEqual(['participant.joined.v1']);
  },
);

it('what is left aside is logged and counted', async () => {
  const { logged, counted } = await receive('calendly', await signed('calendly'), { standing: 'suspended' });
  expect(logged.join()).toContain('facts-of-inactive-tenant');
  expect(counted).toContain('FactsOfInactiveTenants');
});

it('an endpoint of a removed tenant says so, and one of a tenant that was never added is none', async () => {
  const request = await signed('medplum');
  const removed = await receive('medplum', request, { standing: 'removed' });
  expect([removed.status, removed.published]).toEqual([410, []]);
  const unknown = await receive('medplum', request, { standing: 'unknown' });
  expect([unknown.status, unknown.published]).toEqual([404, []]);
});
