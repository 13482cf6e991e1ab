import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, instant, jurisdiction, opaqueId, opaqueIds, openCode } from './fields.ts';

// Facts about clinicians and their licenses.

export const clinicianLicenceExpiring = /* @__PURE__ */ defineFact('clinician.licence-expiring.v1', () => ({
  summary:
    'A licence, a compact privilege or a telehealth training ends soon, or has ended: once for each reminder day.',
  origin: 'vigil',
  data: z.object({
    clinicianId: opaqueId('Clinician', 'clearance', 'clinician-21'),
    what: code(['licence', 'compact-privilege', 'telehealth-training'], {
      title: 'What',
      description: 'What expires.',
      purpose: 'clearance',
    }),
    jurisdiction: jurisdiction('Jurisdiction of the licence', 'clearance').optional(),
    validUntil: instant('Valid until', 'clearance', '2027-03-31T00:00:00Z'),
    daysLeft: count('The reminder day that was reached', 'clearance', 30),
    openSessions: count('Sessions of this clinician that have not ended', 'clearance', 12),
  }),
}));

export const clinicianRegistered = /* @__PURE__ */ defineFact('clinician.registered.v1', () => ({
  summary: 'A clinician and the licences verified for them; each such event replaces the one before.',
  origin: 'provider',
  data: z.object({
    clinicianId: opaqueId('Clinician', 'clearance', 'clinician-21'),
    otherIds: opaqueIds('Other ids under which a consent or denial may name the clinician', 'clearance', [
      'npi-1000000001',
    ]).optional(),
    licences: z
      .array(
        z.object({
          jurisdiction: jurisdiction('Jurisdiction of the licence', 'clearance'),
          licenceType: openCode('Licence type', 'clearance', 'psychologist'),
          number: opaqueId('Number in the public register of the board', 'clearance', 'PSY-00000').optional(),
          standing: code(['good', 'probation', 'restricted', 'suspended', 'revoked'], {
            title: 'Standing',
            description: 'What the board says; without it, good.',
            purpose: 'clearance',
          }).optional(),
          validFrom: instant('Licence valid from', 'clearance', '2020-01-01T00:00:00Z'),
          validUntil: instant('Licence valid until', 'clearance', '2045-01-01T00:00:00Z'),
        }),
      )
      .max(60)
      .describe('The licenses that the provider verified; at most 60.'),
    privileges: z
      .array(
        z.object({
          compact: openCode('Compact', 'clearance', 'psypact'),
          privilege: openCode('Privilege', 'clearance', 'apit'),
          homeJurisdiction: jurisdiction('Home jurisdiction', 'clearance', 'US-PA'),
          validFrom: instant('Privilege valid from', 'clearance', '2024-01-01T00:00:00Z'),
          validUntil: instant('Privilege valid until', 'clearance', '2045-01-01T00:00:00Z'),
        }),
      )
      .max(10)
      .describe('Privileges to practice under an interstate compact; at most 10.')
      .optional(),
    telehealthTrainingUntil: instant(
      'Telehealth training valid until',
      'clearance',
      '2045-01-01T00:00:00Z',
    ).optional(),
  }),
}));
