import { describe, expect, test } from 'vitest';
import {
  decideSubscriptions,
  signingSecrets,
  type SubscriptionCommand,
  type Subscriptions,
} from '../../../domain/delivery/subscription.ts';

const now = '2027-03-01T10:00:00.000Z';
const policy = { mostSubscriptions: 2 };
const add = (subscriptionId: string): SubscriptionCommand => ({
  action: 'add',
  subscriptionId,
  requestedBy: 'admin-1',
  url: 'https://hooks.example.org/vigil',
  types: ['incident.opened.v1'],
  sealedSecret: 'jwe-1',
});
const after = (...commands: readonly SubscriptionCommand[]): Subscriptions | undefined =>
  commands.reduce<Subscriptions | undefined>((state, command) => {
    const decision = decideSubscriptions(state, command, policy, now);
    return decision.outcome === 'decided' ? decision.decided.state : state;
  }, undefined);

describe('given no subscription', () => {
  test('an endpoint is added, and the fact has its types but not its URL', () => {
    const decision = decideSubscriptions(undefined, add('main'), policy, now);
    expect(decision).toMatchObject({
      outcome: 'decided',
      decided: {
        state: { subscriptions: [{ subscriptionId: 'main', addedAt: now }] },
        facts: [{ type: 'subscription.added.v1', data: { types: ['incident.opened.v1'] } }],
      },
    });
    expect(JSON.stringify(decision.outcome === 'decided' && decision.decided.facts)).not.toContain('example');
  });

  test.each(['rotate-secret', 'remove'] as const)('%s is refused: it is unknown', (action) => {
    const command = { action, subscriptionId: 'main', requestedBy: 'admin-1', sealedSecret: 'jwe-2' };
    expect(decideSubscriptions(undefined, command, policy, now)).toEqual({
      outcome: 'refused',
      reason: 'subscription-unknown',
    });
  });
});

describe('given a subscription', () => {
  const state = after(add('main'));

  test('the same id again is refused, so that no secret is replaced by accident', () => {
    expect(decideSubscriptions(state, add('main'), policy, now)).toMatchObject({
      reason: 'subscription-exists',
    });
  });

  test('no more than the policy allows are added', () => {
    expect(decideSubscriptions(after(add('main'), add('second')), add('third'), policy, now)).toMatchObject({
      reason: 'too-many-subscriptions',
    });
  });

  test('after a rotation both secrets sign for a day, the new one first', () => {
    const rotated = after(add('main'), {
      action: 'rotate-secret',
      subscriptionId: 'main',
      requestedBy: 'admin-1',
      sealedSecret: 'jwe-2',
    })?.subscriptions[0];
    if (rotated === undefined) throw new Error('it is gone');
    expect(signingSecrets(rotated, '2027-03-02T09:59:59.000Z')).toEqual(['jwe-2', 'jwe-1']);
    expect(signingSecrets(rotated, '2027-03-02T10:00:00.000Z')).toEqual(['jwe-2']);
  });

  test('it is removed, and nothing else', () => {
    const left = after(add('main'), add('second'), {
      action: 'remove',
      subscriptionId: 'main',
      requestedBy: 'admin-1',
    });
    expect(left?.subscriptions.map(({ subscriptionId }) => subscriptionId)).toEqual(['second']);
  });
});
