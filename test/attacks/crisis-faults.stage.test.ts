import { expect } from 'vitest';
import { attack } from './attack.ts';
import { playCrisis } from './crisis-flow.ts';

/** What the main job does not come by; `faults.stage.test.ts` attacks the rest. */
const attacked = [
  'answer-link',
  'apply-reply',
  'detect-risk',
  'escalate',
  'evaluate-screening',
  'process-due-work',
  'receive-receipt',
];

attack({
  play: playCrisis,
  functions: (name) => attacked.includes(name),
  worth(baseline, calls) {
    const types = baseline.facts.map((fact) => /"type":"incident\.([a-z-]+)\.v1"/.exec(fact)?.[1]);
    for (const type of [
      'opened',
      'page-undelivered',
      'acknowledged',
      'trigger-joined',
      'helper-joined',
      'arrived',
    ])
      expect(types, type).toContain(type);
    for (const type of ['welfare-confirmed', 'closed', 'task-done']) expect(types, type).toContain(type);
    const called = new Set(calls.map((call) => call.function));
    expect([...called].sort()).toEqual(attacked);
  },
});
