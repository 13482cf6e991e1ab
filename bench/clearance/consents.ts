import type { Consent } from '../../domain/clearance/consent.ts';
import { grant, now } from '../../test/domain/clearance/fixtures.ts';

const scopes = [
  'telehealth-treatment',
  'data-processing',
  'emergency-contact-disclosure',
  'recording',
  'out-of-session-messages',
] as const;

/** So many consents of one client, over five scopes; of seven one has run out, and of eleven one was withdrawn. */
export const consentsOf = (count: number): Readonly<Record<string, Consent>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index): [string, Consent] => [
      `consent-${String(index).padStart(4, '0')}`,
      {
        grant: grant({
          scope: scopes[index % scopes.length] ?? 'telehealth-treatment',
          eventId: `urn:example|${String(index)}`,
          at: '2026-06-05T09:00:00.000Z',
          validFrom: '2026-06-05T09:00:00.000Z',
          validUntil: index % 7 === 6 ? '2026-07-01T00:00:00.000Z' : '2035-01-01T00:00:00.000Z',
        }),
        ...(index % 11 === 10 ? { withdrawnAt: now } : {}),
      },
    ]),
  );
