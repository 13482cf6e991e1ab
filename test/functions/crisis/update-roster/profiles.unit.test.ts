import { describe, expect, test } from 'vitest';
import { personProfilePublished, tenantProfilePublished } from '../../../../events/tenancy.ts';
import { rosterKey } from '../../../../functions/crisis/keys.ts';
import { codeIn } from '../../../../demo/clinic.ts';
import type { StandbyPhone } from '../../../../functions/crisis/standby.ts';
import { deliver } from '../../sqs-event.ts';
import { type Night, night, phones, tenantId } from '../night.ts';
import { publishRoster, rosterHandler } from '../publish-roster.ts';

const tiers = [{ staffIds: ['ada', 'bea'], answerWithinSeconds: 300 }];
const definition = { tiers, standbyStaffIds: ['bea'] };

interface Stated {
  readonly id: string;
  readonly type: string;
  readonly data: object;
  readonly time?: string;
}

const state = (
  clinic: Night,
  { id, type, data, time = '2027-03-01T21:00:00Z' }: Stated,
  standby?: StandbyPhone[],
) =>
  deliver(
    rosterHandler(clinic, undefined, {
      save: (_, saved) => Promise.resolve(void standby?.splice(0, Infinity, ...saved)),
    }),
    {
      specversion: '1.0',
      id,
      source: 'urn:example:platform',
      type,
      time,
      tenantid: tenantId,
      data,
    },
  );

const riverbend = {
  id: 'evt-tenant',
  type: tenantProfilePublished.type,
  data: { displayName: 'Riverbend', language: 'en', timeZone: 'America/Chicago' },
};
const bea = { id: 'evt-bea', type: personProfilePublished.type, data: { staffId: 'bea', language: 'es' } };

describe('what a tenant and its people say of themselves', () => {
  const steps = {
    tenant: (clinic: Night) => state(clinic, riverbend),
    person: (clinic: Night) => state(clinic, bea),
    roster: (clinic: Night) => publishRoster(clinic, 'evt-new', definition),
  } as const;
  const orders = [
    ['tenant', 'person', 'roster'],
    ['roster', 'person', 'tenant'],
    ['person', 'roster', 'tenant', 'roster'],
    ['person', 'tenant', 'person', 'roster', 'tenant'],
  ] as const;

  test.each(orders.map((order) => [order.join(', '), order] as const))(
    'is how people are paged and answered, in the order %s',
    async (_, order) => {
      const clinic = await night(tiers);
      for (const step of order) expect(await steps[step](clinic)).toEqual([]);
      await clinic.flag();
      await clinic.escalate(clinic.lastMessage());
      const toAda = clinic.textsTo('ada').at(-1);
      const toBea = clinic.textsTo('bea').at(-1);
      expect(toAda).toMatch(/^Riverbend \d{4}: CRITICAL, urgent/);
      expect(toBea).toMatch(/^Riverbend \d{4}: CRITICO, urgente/);
      await clinic.reply('bea', `${codeIn(toBea)} SI`);
      expect(clinic.textsTo('bea').at(-1)).toMatch(/^Riverbend \d{4}: es suyo/);
    },
  );

  test('of two profiles the later one counts, whatever came first', async () => {
    const clinic = await night(tiers);
    const later = {
      ...bea,
      id: 'evt-later',
      time: '2027-03-01T21:30:00Z',
      data: { staffId: 'bea', language: 'en' },
    };
    await state(clinic, later);
    await state(clinic, bea);
    expect(clinic.aggregates.peek(rosterKey(tenantId))?.state.profiles?.languages).toEqual({ bea: 'en' });
  });

  test('reaches the standby phones, also without a new roster', async () => {
    const clinic = await night(tiers);
    const standby: StandbyPhone[] = [];
    await publishRoster(clinic, 'evt-new', definition);
    await state(clinic, bea, standby);
    expect(standby).toEqual([{ number: phones.bea, voice: { name: 'VIGIL', language: 'es' } }]);
    await state(clinic, riverbend, standby);
    expect(standby).toEqual([{ number: phones.bea, voice: { name: 'Riverbend', language: 'es' } }]);
  });

  test.each(['constructor', 'toString'])('of somebody called %s says nothing of others', async (staffId) => {
    const clinic = await night(tiers);
    expect(await state(clinic, { ...bea, data: { staffId, language: 'es' } })).toEqual([]);
    await clinic.flag();
    await clinic.escalate(clinic.lastMessage());
    expect(clinic.textsTo('ada')[0]).toMatch(/^VIGIL \d{4}: CRITICAL/);
  });

  test('a tenant without a roster waits for one', async () => {
    const clinic = await night(tiers);
    const elsewhere = { ...clinic, dependencies: clinic.dependencies };
    expect(
      await deliver(rosterHandler(elsewhere), {
        ...riverbend,
        specversion: '1.0',
        source: 'urn:x',
        time: '2027-03-01T21:00:00Z',
        tenantid: 'school',
      }),
    ).toEqual([]);
  });
});
