import { describe, expect, test } from 'vitest';
import {
  addEndpoint,
  addTenant,
  announceLeave,
  mayBeSent,
  publishTenantProfile,
  removeTenant,
  resumeTenant,
  rotateEndpoint,
  suspendTenant,
  type Tenant,
  type TenantDecision,
  tenantOfProfile,
} from '../../../domain/tenancy/tenant.ts';
import { catalogue } from '../../../events/catalogue.ts';

const now = '2027-03-01T10:00:00.000Z';
const later = '2027-04-01T10:00:00.000Z';
const profile = {
  displayName: 'Riverbend',
  language: 'en',
  timeZone: 'America/Chicago',
  at: now,
  eventId: 'evt-1',
} as const;
const endpoint = { provider: 'zoom', endpointId: 'endpoint-1' };
const common = { addedAt: '2027-01-01T00:00:00.000Z', profile, endpoints: [{ ...endpoint, addedAt: now }] };
const active: Tenant = { ...common, status: 'active' };
const suspended: Tenant = { ...common, status: 'suspended', since: now, reason: 'payment' };
const leaving: Tenant = { ...common, status: 'leaving', since: now, handOverAt: later };
const removed: Tenant = { ...common, status: 'removed', since: now };

const stateOf = (decision: TenantDecision) =>
  decision.outcome === 'decided' ? decision.decided.state : decision.reason;
const factsOf = (decision: TenantDecision) =>
  decision.outcome === 'decided' ? decision.decided.facts : decision.reason;

describe('a tenant is added', () => {
  test('once, with a fact', () => {
    const added = addTenant(undefined, { profile, returning: false }, now);
    expect(stateOf(added)).toEqual({ status: 'active', addedAt: now, endpoints: [], profile });
    expect(factsOf(added)).toEqual([{ type: 'tenant.added.v1', data: { returning: false } }]);
  });

  test.each([active, suspended, leaving])('and again without an effect while it is $status', (known) => {
    const added = addTenant(known, { returning: false }, later);
    expect([stateOf(added), factsOf(added)]).toEqual([known, []]);
  });

  test('after it was removed only as the same organization, whose records are there still', () => {
    expect(stateOf(addTenant(removed, { returning: false }, later))).toBe('tenant-returning');
    const added = addTenant(removed, { returning: true }, later);
    // Its endpoints are gone with their secrets.
    expect(stateOf(added)).toEqual({ ...common, status: 'active', endpoints: [] });
    expect(factsOf(added)).toEqual([{ type: 'tenant.added.v1', data: { returning: true } }]);
  });
});

describe('the status of a tenant', () => {
  const commands: Readonly<Record<string, (known: Tenant | undefined) => TenantDecision>> = {
    suspend: (known) => suspendTenant(known, 'payment', now),
    resume: resumeTenant,
    leave: (known) => announceLeave(known, later, now),
    remove: (known) => removeTenant(known, 0, later),
  };

  test.each([
    ['suspend', undefined, 'tenant-unknown'],
    ['suspend', active, suspended],
    ['suspend', suspended, 'already-suspended'],
    ['suspend', leaving, suspended],
    ['suspend', removed, 'tenant-removed'],
    ['resume', undefined, 'tenant-unknown'],
    ['resume', active, 'already-active'],
    ['resume', suspended, active],
    ['resume', leaving, active],
    ['resume', removed, 'tenant-removed'],
    ['leave', undefined, 'tenant-unknown'],
    ['leave', active, leaving],
    ['leave', suspended, leaving],
    ['leave', leaving, leaving],
    ['leave', removed, 'tenant-removed'],
    ['remove', undefined, 'tenant-unknown'],
    ['remove', active, 'hand-over-ahead'],
    ['remove', suspended, 'hand-over-ahead'],
    ['remove', leaving, { ...removed, since: later }],
    ['remove', removed, 'tenant-removed'],
  ] as const)('%s', (command, known, expected) => {
    expect(commands[command] && stateOf(commands[command](known))).toEqual(expected);
  });

  test('ends in a removal neither before the hand-over nor with an open incident', () => {
    expect(stateOf(removeTenant(leaving, 0, '2027-04-01T09:59:59.999Z'))).toBe('hand-over-ahead');
    expect(stateOf(removeTenant(leaving, 1, later))).toBe('incidents-open');
    expect(factsOf(removeTenant(leaving, 0, later))).toEqual([
      { type: 'tenant.removed.v1', data: { endpoints: 1 } },
    ]);
  });

  test('cannot end at a hand-over that is past already', () => {
    expect(stateOf(announceLeave(active, '2027-02-01T00:00:00.000Z', now))).toBe('hand-over-past');
  });
});

describe('an endpoint', () => {
  test('is added to an active tenant, once', () => {
    const other = { provider: 'zoom', endpointId: 'endpoint-2' };
    expect(stateOf(addEndpoint(active, other, later))).toEqual({
      ...active,
      endpoints: [...common.endpoints, { ...other, addedAt: later }],
    });
    expect(stateOf(addEndpoint(active, endpoint, later))).toBe('endpoint-known');
    for (const known of [suspended, leaving, removed])
      expect(stateOf(addEndpoint(known, other, later)), known.status).toBe('tenant-not-active');
  });

  test('gets a new secret while its tenant is suspended, too: a leak does not wait', () => {
    for (const known of [active, suspended, leaving])
      expect(stateOf(rotateEndpoint(known, endpoint, later)), known.status).toMatchObject({
        status: known.status,
        endpoints: [{ ...endpoint, addedAt: now, rotatedAt: later }],
      });
    expect(stateOf(rotateEndpoint(active, { ...endpoint, provider: 'daily' }, later))).toBe(
      'endpoint-unknown',
    );
    expect(stateOf(rotateEndpoint(removed, endpoint, later))).toBe('tenant-removed');
  });
});

test('of two profiles the later one counts, whatever the status', () => {
  const newer = { ...profile, displayName: 'Hillside', at: later };
  expect(publishTenantProfile(suspended, newer)).toEqual({ ...suspended, profile: newer });
  expect(publishTenantProfile({ ...active, profile: newer }, profile)).toBeUndefined();
  expect(publishTenantProfile(undefined, profile)).toBeUndefined();
});

test('what was stored as a profile alone is an active tenant', () => {
  expect(tenantOfProfile(profile)).toEqual({ status: 'active', addedAt: now, endpoints: [], profile });
});

describe('while a tenant is suspended or leaving', () => {
  const refused = catalogue
    .filter(({ origin }) => origin === 'provider')
    .map(({ type }) => type)
    .filter((type) => !mayBeSent(type, 'suspended'));

  test('it may send neither new sessions nor administration, and everything else', () => {
    // Each addition takes something from people who are in care: decide it, do not widen it in passing.
    expect(refused).toEqual([
      'client.key-rotation-requested.v1',
      'clinician.registered.v1',
      'session.scheduled.v1',
      'tenant.profile-published.v1',
    ]);
    expect(refused.every((type) => !mayBeSent(type, 'leaving'))).toBe(true);
  });

  test.each([
    'risk.flagged.v1',
    'screening.submitted.v1',
    'session.connection-lost.v1',
    'session.missed.v1',
    'participant.dropped.v1',
    'roster.published.v1',
    'client.registered.v1',
    'client.watched.v1',
    'consent.withdrawn.v1',
    'hold.placed.v1',
    'erasure.requested.v1',
    'record.submitted.v1',
  ])('%s is accepted', (type) => {
    expect([mayBeSent(type, 'suspended'), mayBeSent(type, 'leaving')]).toEqual([true, true]);
  });

  test('and of a removed one nothing is accepted', () => {
    expect(catalogue.filter(({ type }) => mayBeSent(type, 'removed'))).toEqual([]);
  });
});
