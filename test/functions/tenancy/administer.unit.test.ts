import { beforeEach, describe, expect, test } from 'vitest';
import type { ManagedSecrets } from '../../../functions/platform/aws/managed-secrets.ts';
import { tenantKey } from '../../../functions/platform/tenants/keys.ts';
import { administration } from '../../../functions/tenancy/administer.ts';
import { memoryAggregates } from '../../memory/memory-aggregates.ts';

const now = '2027-03-01T10:00:00.000Z';
const handOverAt = '2027-04-01T10:00:00.000Z';
const webhook = 'vigil/test/webhook/hillside';

/** Secrets in memory, of which one call can fail. */
const memorySecrets = () => {
  const stored = new Map<string, { value: Record<string, unknown>; gone: boolean }>();
  const vault = { stored, failsAt: '' };
  const checked = (name: string): void => {
    if (vault.failsAt === name) throw new Error('the machine died here');
  };
  const secrets: ManagedSecrets = {
    async ensure(name, value) {
      checked(name);
      const found = stored.get(name);
      stored.set(name, { value: found?.value ?? { ...value }, gone: false });
      return Promise.resolve();
    },
    async read(name) {
      const found = stored.get(name);
      return Promise.resolve(found?.gone === false ? found.value : undefined);
    },
    async write(name, value) {
      checked(name);
      stored.set(name, { value: { ...value }, gone: false });
      return Promise.resolve();
    },
    async discard(name) {
      checked(name);
      const found = stored.get(name);
      if (found !== undefined) stored.set(name, { ...found, gone: true });
      return Promise.resolve();
    },
  };
  return { vault, secrets };
};

let world: ReturnType<typeof open>;
const open = () => {
  const aggregates = memoryAggregates();
  const { vault, secrets } = memorySecrets();
  const state = { now, open: 0, made: 0 };
  const tenants = administration({
    stage: 'test',
    aggregates,
    secrets,
    openIncidents: () => Promise.resolve(state.open),
    newSecret: () => `secret-${(state.made += 1)}`,
    now: () => state.now,
  });
  const statusOf = async (tenantId: string) => (await aggregates.load(tenantKey(tenantId)))?.state.status;
  const held = () =>
    [...vault.stored]
      .filter(([, { gone }]) => !gone)
      .map(([name]) => name)
      .sort();
  return { tenants, vault, state, statusOf, held };
};
beforeEach(() => {
  world = open();
});

describe('adding a tenant', () => {
  test('that died on its way leaves a tenant that is unknown at the edge, and is completed by the next try', async () => {
    world.vault.failsAt = 'vigil/test/standby/hillside';
    await expect(world.tenants.add('hillside', { returning: false })).rejects.toThrow('died');
    expect(await world.statusOf('hillside')).toBeUndefined();
    const before = world.vault.stored.get(webhook)?.value;
    world.vault.failsAt = '';
    expect(await world.tenants.add('hillside', { returning: false })).toMatchObject({ outcome: 'done' });
    expect(await world.statusOf('hillside')).toBe('active');
    expect(world.vault.stored.get(webhook)?.value).toEqual(before);
  });

  test('makes nothing where it is refused', async () => {
    await world.tenants.add('hillside', { returning: false });
    await world.tenants.announceLeave('hillside', now);
    await world.tenants.remove('hillside');
    const held = world.held();
    expect(await world.tenants.add('hillside', { returning: false })).toMatchObject({
      outcome: 'refused',
      reason: 'tenant-returning',
    });
    expect(world.held()).toEqual(held);
  });
});

describe('removing a tenant', () => {
  beforeEach(async () => {
    await world.tenants.add('hillside', { returning: false });
    await world.tenants.addEndpoint('hillside', { provider: 'zoom', endpointId: 'e-1' }, {});
    await world.tenants.announceLeave('hillside', handOverAt);
    world.state.now = handOverAt;
  });

  test('waits for the last incident and touches no secret before', async () => {
    world.state.open = 1;
    const held = world.held();
    expect(await world.tenants.remove('hillside')).toMatchObject({ reason: 'incidents-open' });
    expect([await world.statusOf('hillside'), world.held()]).toEqual(['leaving', held]);
  });

  test('refuses at the edge first, and a run that died is completed by the next', async () => {
    world.vault.failsAt = 'vigil/test/provider/zoom/e-1';
    await expect(world.tenants.remove('hillside')).rejects.toThrow('died');
    expect(await world.statusOf('hillside')).toBe('removed');
    world.vault.failsAt = '';
    await world.tenants.remove('hillside');
    // Records are found by the ids of the tenant's providers until they expire.
    expect(world.held()).toEqual(['vigil/test/provider-ids/hillside']);
  });
});

describe('an endpoint', () => {
  const endpoint = { provider: 'zoom', endpointId: 'e-1' };
  const name = 'vigil/test/provider/zoom/e-1';
  beforeEach(async () => {
    for (const tenantId of ['hillside', 'lakeside']) await world.tenants.add(tenantId, { returning: false });
  });

  test('never passes to another tenant: settings cannot name one, and an id that is taken is refused', async () => {
    await world.tenants.addEndpoint('hillside', endpoint, { current: 'own', tenant: 'lakeside' });
    expect(world.vault.stored.get(name)?.value).toEqual({ tenant: 'hillside', current: 'own' });
    expect(await world.tenants.addEndpoint('lakeside', endpoint, { current: 'theirs' })).toMatchObject({
      outcome: 'refused',
      reason: 'endpoint-known',
    });
    expect(world.vault.stored.get(name)?.value).toEqual({ tenant: 'hillside', current: 'own' });
  });

  test('keeps its settings in a rotation, and the secret before beside the new one', async () => {
    await world.tenants.addEndpoint('hillside', endpoint, { current: 'first', namespace: 'second' });
    const rotated = { tenant: 'hillside', namespace: 'second', current: 'next', previous: 'first' };
    for (const attempt of ['at once', 'repeated']) {
      await world.tenants.rotateEndpoint('hillside', endpoint, 'next');
      expect(world.vault.stored.get(name)?.value, attempt).toEqual(rotated);
    }
  });
});
