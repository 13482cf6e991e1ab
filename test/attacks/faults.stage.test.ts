import { expect } from 'vitest';
import { attack } from './attack.ts';
import { playFlow } from './flow.ts';

// The main job: it pages, records and publishes.
attack({
  play: playFlow,
  functions: (name) => name !== 'operator',
  worth(baseline, calls) {
    expect(baseline.facts.length).toBeGreaterThan(15);
    expect(baseline.records).toHaveLength(5);
    expect(baseline.texts).toHaveLength(8);
    expect(calls.length).toBeGreaterThan(25);
  },
});
