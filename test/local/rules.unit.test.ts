import { expect, test } from 'vitest';
import { readRule } from '../../local/services/event-bridge/rules.ts';

const ruleWith = (SqsParameters: object | undefined) =>
  readRule({
    name: 'rule',
    logicalId: 'rule',
    arn: 'arn:aws:events:us-east-1:000000000000:rule/bus/rule',
    properties: {
      EventPattern: { source: ['test'] },
      Targets: [{ Id: 'one', Arn: 'arn:aws:sqs:us-east-1:000000000000:queue', SqsParameters }],
    },
  } as never).targets[0];

test('a target of a fair queue names the group of each event; an event without it has none', () => {
  const target = ruleWith({ MessageGroupId: '$.detail.tenantid' });
  expect(target?.groupOf({ detail: { tenantid: 'clinic' } })).toBe('clinic');
  expect(target?.groupOf({ detail: {} })).toBeUndefined();
  expect(ruleWith(undefined)?.groupOf({ detail: { tenantid: 'clinic' } })).toBeUndefined();
});

test('a group that is no path of names stops the stage', () => {
  expect(() => ruleWith({ MessageGroupId: 'always-one' })).toThrow('groups by path only');
});
