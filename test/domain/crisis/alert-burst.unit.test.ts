import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundleSent, pacePage, prepareBundle } from '../../../domain/crisis/alert-burst.ts';
import { assignCode, type ContactMethod, newContactMethod } from '../../../domain/crisis/contact-method.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';

const start = '2027-03-01T22:00:00.000Z';
const at = (seconds: number): Instant => plusSeconds(start, seconds);
const anyOpen = () => true;

const page = (line: ContactMethod, tenantId: string, incidentId: string, now: Instant) => {
  const entry = { tenantId, staffId: 'ada', clientId: `of-${incidentId}`, incidentId, linkId: incidentId };
  return pacePage(assignCode(line, entry, now).line, { tenantId, incidentId }, now);
};

/** The phone after so many pages of one tenant at once. */
const burst = (line: ContactMethod, tenantId: string, pages: number, now: Instant): ContactMethod => {
  let after = line;
  for (let number = 1; number <= pages; number += 1)
    after = page(after, tenantId, `${tenantId}-${number}`, now).line;
  return after;
};

describe('a phone that two tenants page', () => {
  const busy = burst(newContactMethod, 'clinic', 12, at(0));

  test('shows the first three pages of each on their own', () => {
    const hows = [1, 2, 3, 4].map((number) => {
      const paced = page(burst(busy, 'school', number - 1, at(1)), 'school', `school-${number}`, at(1));
      return paced.how;
    });
    expect(hows).toEqual(['single', 'single', 'single', 'bundled']);
  });

  test('never bundles the pages of one with those of the other, and the second does not wait for another text', () => {
    const both = burst(busy, 'school', 5, at(1));
    const first = prepareBundle(both, anyOpen, at(10));
    expect(first.bundle?.incidentIds).toHaveLength(9);
    expect(first.bundle?.incidentIds.every((id) => id.startsWith('clinic'))).toBe(true);
    const after = bundleSent(first.line, first.bundle ?? expect.fail('nothing is due'), at(10));
    expect(after.pacing.flushAt).toBe(at(10));
    const second = prepareBundle(after, anyOpen, at(10));
    expect(second.bundle?.incidentIds).toEqual(['school-4', 'school-5']);
  });

  test('is still sent what waits where the first of them has closed', () => {
    const both = burst(busy, 'school', 5, at(1));
    const { bundle } = prepareBundle(both, (id) => id.startsWith('school'), at(10));
    expect(bundle?.incidentIds).toEqual(['school-4', 'school-5']);
  });
});

test('every page is in a text of its own or in one of its tenant’s bundles, whatever the order', () => {
  const pages = fc.array(
    fc.record({
      tenantId: fc.constantFrom('clinic', 'school', 'platform'),
      incident: fc.nat(20),
      after: fc.nat(15),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(pages, (steps) => {
      let line = newContactMethod;
      let seconds = 0;
      const shown = new Set<string>();
      const flush = () => {
        const { bundle, line: prepared } = prepareBundle(line, anyOpen, at(seconds));
        line = prepared;
        if (bundle === undefined) return false;
        expect(new Set(bundle.incidentIds.map((id) => id.split('-')[0])).size).toBe(1);
        for (const id of bundle.incidentIds) shown.add(id);
        line = bundleSent(line, bundle, at(seconds));
        return true;
      };
      const paged = steps.map(({ tenantId, incident, after }) => {
        seconds += after;
        while (flush());
        const incidentId = `${tenantId}-${incident}`;
        const paced = page(line, tenantId, incidentId, at(seconds));
        line = paced.line;
        if (paced.how === 'single') shown.add(incidentId);
        return incidentId;
      });
      for (let text = 0; line.pacing.flushAt !== undefined && text < 10; text += 1) {
        seconds += 60;
        while (flush());
      }
      expect(shown).toEqual(new Set(paged));
    }),
  );
});
