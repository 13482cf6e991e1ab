import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, instant, jurisdiction, opaqueId } from './fields.ts';

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
