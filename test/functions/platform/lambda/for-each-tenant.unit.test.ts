import { expect, test } from 'vitest';
import { forEachTenant } from '../../../../functions/platform/lambda/for-each-tenant.ts';

test('one tenant’s fault costs no other its turn, and fails the run after the last', async () => {
  const done: string[] = [];
  const faults: string[] = [];
  const run = forEachTenant(
    ['clinic', 'school', 'platform'],
    (tenantId) => {
      if (tenantId === 'clinic') return Promise.reject(new Error('its item is too large'));
      done.push(tenantId);
      return Promise.resolve();
    },
    (error, tenantId) => faults.push(`${tenantId}: ${(error as Error).message}`),
  );
  await expect(run).rejects.toThrow('its item is too large');
  expect(done).toEqual(['school', 'platform']);
  expect(faults).toEqual(['clinic: its item is too large']);
});
