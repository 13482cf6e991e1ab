import { describe, expect, it } from 'vitest';
import {
  newClinician,
  nextReminder,
  registerClinician,
  remindOfExpiry,
} from '../../../domain/clearance/clinician.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { licence, now } from './fixtures.ts';

const day = 24 * 3600;

describe('reminders of what expires', () => {
  const clinician = (validUntil: string) =>
    registerClinician(
      { ...newClinician('clinician-1'), openSessions: ['a', 'b'] },
      { at: now, eventId: 'e', licences: [licence({ validUntil })] },
    );
  const days = [30, 7, 0];
  it('come once for each day, with the sessions that hang on it', () => {
    const thirty = remindOfExpiry(clinician(plusSeconds(now, 30 * day)), days, now);
    expect(thirty.facts).toEqual([
      {
        type: 'clinician.licence-expiring.v1',
        data: {
          clinicianId: 'clinician-1',
          what: 'licence',
          jurisdiction: 'US-CA',
          validUntil: plusSeconds(now, 30 * day),
          daysLeft: 30,
          openSessions: 2,
        },
      },
    ]);
    expect(remindOfExpiry(thirty.state, days, plusSeconds(now, day))).toEqual({
      state: thirty.state,
      facts: [],
    });
    const seven = remindOfExpiry(thirty.state, days, plusSeconds(now, 23 * day));
    expect(seven.facts).toMatchObject([{ data: { daysLeft: 7 } }]);
    const over = remindOfExpiry(seven.state, days, plusSeconds(now, 40 * day));
    expect(over.facts).toMatchObject([{ data: { daysLeft: 0 } }]);
    expect(remindOfExpiry(over.state, days, plusSeconds(now, 50 * day)).facts).toEqual([]);
  });
  it('do not come early, and not for somebody who is not registered', () => {
    expect(remindOfExpiry(clinician(plusSeconds(now, 31 * day)), days, now).facts).toEqual([]);
    expect(remindOfExpiry(newClinician('x'), days, now).facts).toEqual([]);
  });
  it('cover privileges and training', () => {
    const soon = plusSeconds(now, day);
    const state = registerClinician(newClinician('c'), {
      at: now,
      eventId: 'e',
      licences: [],
      privileges: [
        {
          compact: 'psypact',
          privilege: 'apit',
          homeJurisdiction: 'US-TX',
          validFrom: now,
          validUntil: soon,
        },
      ],
      telehealthTrainingUntil: soon,
    });
    expect(remindOfExpiry(state, days, now).facts).toMatchObject([
      { data: { what: 'compact-privilege', jurisdiction: 'US-TX', daysLeft: 7 } },
      { data: { what: 'telehealth-training', daysLeft: 7 } },
    ]);
  });
  it('are given for each of several licences, and for what has no place', () => {
    const soon = plusSeconds(now, 5 * day);
    const state = registerClinician(newClinician('c'), {
      at: now,
      eventId: 'e',
      licences: ['US-CA', 'US-NY'].map((jurisdiction) => licence({ jurisdiction, validUntil: soon })),
      telehealthTrainingUntil: soon,
    });
    const first = remindOfExpiry(state, days, now);
    expect(first.facts).toMatchObject([
      { data: { jurisdiction: 'US-CA' } },
      { data: { jurisdiction: 'US-NY' } },
      { data: { what: 'telehealth-training' } },
    ]);
    // Of the three only the one in New York is renewed, so the others alone are told again.
    const [california] = state.registered?.licences ?? [];
    const renewed = registerClinician(first.state, {
      at: plusSeconds(now, 1),
      eventId: 'f',
      licences: [...(california ? [california] : []), licence({ jurisdiction: 'US-NY' })],
      telehealthTrainingUntil: soon,
    });
    const again = remindOfExpiry(renewed, days, soon);
    expect(again.facts.map(({ data }) => data.jurisdiction ?? data.what)).toEqual([
      'US-CA',
      'telehealth-training',
    ]);
  });
  it('are kept apart for each licence, also for one that is added later and ends with another', () => {
    const ending = (jurisdiction: string, days: number) =>
      licence({ jurisdiction, validUntil: plusSeconds(now, days * day) });
    const registered = (...licences: ReturnType<typeof licence>[]) =>
      registerClinician(newClinician('c'), { at: now, eventId: 'e', licences });
    const told = remindOfExpiry(registered(ending('US-CA', 5), ending('US-NY', 20)), days, now);
    expect(told.facts).toHaveLength(2);
    expect(remindOfExpiry(told.state, days, now).facts).toEqual([]);
    const one = remindOfExpiry(registered(ending('US-CA', 5)), days, now).state;
    const both = { ...registered(ending('US-CA', 5), ending('US-NY', 5)), reminded: one.reminded ?? {} };
    expect(remindOfExpiry(both, days, now).facts).toMatchObject([{ data: { jurisdiction: 'US-NY' } }]);
  });
  it('go by the smallest day that has come, in whatever order the policy lists them', () => {
    const { state, facts } = remindOfExpiry(clinician(plusSeconds(now, 5 * day)), [0, 7, 30], now);
    expect(facts).toMatchObject([{ data: { daysLeft: 7 } }]);
    expect(remindOfExpiry(state, days, now).state).toBe(state);
  });
  it('are next due for what ends first', () => {
    const later = licence({ validUntil: plusSeconds(now, 90 * day) });
    const sooner = licence({ jurisdiction: 'US-NY', validUntil: plusSeconds(now, 60 * day) });
    const state = registerClinician(newClinician('c'), { at: now, eventId: 'e', licences: [later, sooner] });
    expect(nextReminder(state, days, now)).toBe(plusSeconds(now, 30 * day));
    expect(newClinician('c')).toEqual({ clinicianId: 'c', openSessions: [] });
  });
  it('know when the next one is due', () => {
    const state = clinician(plusSeconds(now, 30 * day));
    expect(nextReminder(state, days, plusSeconds(now, -1))).toBe(now);
    expect(nextReminder(state, days, now)).toBe(plusSeconds(now, 23 * day));
    expect(nextReminder(state, days, plusSeconds(now, 30 * day))).toBeUndefined();
  });
});
