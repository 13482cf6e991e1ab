import { describe, expect, test } from 'vitest';
import { callAfterSeconds, type CallRule } from '../../../domain/crisis/roster/call-rules.ts';
import { checkRoster } from '../../../domain/crisis/roster/check-roster.ts';

const everybody: CallRule = { afterSeconds: 1 };
const critical: CallRule = { severities: ['critical'], afterSeconds: 2 };
const adas: CallRule = { staffIds: ['ada'], afterSeconds: 3 };
const adasCritical: CallRule = { staffIds: ['ada', 'bea'], severities: ['critical'], afterSeconds: 4 };

describe('when somebody is called', () => {
  test.each<[string, CallRule[], number | undefined]>([
    ['no rule: the policy counts', [], undefined],
    ['a rule for everybody', [everybody], 1],
    ['a rule for the severity', [everybody, critical], 2],
    ['a rule for the person', [critical, adas, everybody], 3],
    ['a rule for person and severity', [adasCritical, adas, critical, everybody], 4],
    ['a rule for others', [{ staffIds: ['cem'], afterSeconds: 5 }], undefined],
    ['a rule for another severity', [{ severities: ['high'], afterSeconds: 5 }], undefined],
  ])('%s', (_, rules, seconds) => {
    expect(callAfterSeconds(rules, 'ada', 'critical')).toBe(seconds);
  });
});

test.each<[CallRule[], string | undefined]>([
  [[everybody, critical, adas, adasCritical], undefined],
  [[everybody, { afterSeconds: 9 }], 'callRules.1'],
  [[critical, adas, { staffIds: ['cem', 'ada'], afterSeconds: 9 }], 'callRules.2'],
  [[adasCritical, { staffIds: ['bea'], severities: ['high', 'critical'], afterSeconds: 9 }], 'callRules.1'],
])('two rules for the same person and severity are refused with the place (%#)', (callRules, path) => {
  const tiers = [{ staffIds: ['ada'], answerWithinSeconds: 300 }];
  expect(checkRoster({ tiers, callRules }, '2027-03-01T00:00:00.000Z')?.path).toBe(path);
});
