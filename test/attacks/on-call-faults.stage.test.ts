import { expect } from 'vitest';
import { schedules } from '../stage/open-stage.ts';
import { attack } from './attack.ts';
import { firstMoment, playOnCall, turnToDrillDay } from './on-call-flow.ts';

const attacked = ['check-readiness', 'process-due-work', 'report-load', 'start-drill', 'update-roster'];

/** What tells people must go on from wherever it was cut off. */
const depths: Readonly<Record<string, number>> = { 'process-due-work PutItem': 3, 'start-drill PutItem': 2 };

attack({
  now: firstMoment,
  prepare: turnToDrillDay,
  pausedSchedules: [
    ...schedules.alarms,
    ...schedules.clearance,
    ...schedules.ledger,
    ...schedules.presence,
    ...schedules.retention,
  ],
  drills: true,
  play: playOnCall,
  functions: (name) => attacked.includes(name),
  depth: ({ function: name, operation }) => depths[`${name} ${operation}`] ?? 1,
  worth(baseline, calls) {
    const told = baseline.facts.join();
    for (const type of [
      'staff.phone-verified',
      'roster.gap-found',
      'roster.handed-off',
      'readiness.checked',
      'drill.answered',
      'incident.closed',
    ])
      expect(told, type).toContain(`"type":"${type}.v1"`);
    expect(told).toContain('{"answeredStaffIds":["ada-RUN","bea-RUN"],"phones":[');
    expect(told).toContain('"silentStaffIds":["cem-RUN"]');
    expect(told).toContain('"unverifiedStaffIds":["cem-RUN"]');
    for (const words of [
      'you are on call',
      'has ended',
      'the roster changed',
      'was named',
      'VIGIL DRILL CODE',
    ])
      expect(baseline.texts.join(), words).toContain(words);
    expect(baseline.texts).toContain('load: bea-RUN: 1 pages, 1 taken');
    expect([...new Set(calls.map((call) => call.function))].sort()).toEqual(attacked);
  },
});
