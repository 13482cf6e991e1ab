import { z } from 'zod';
import { defineFact } from './define.ts';
import { instant, jurisdiction, opaqueId, openCode } from './fields.ts';

export const clinicianRegistered = defineFact({
  type: 'clinician.registered.v1',
  summary: 'A clinician and the licences verified for them; each such event replaces the one before.',
  origin: 'provider',
  data: z.object({
    clinicianId: opaqueId('Clinician', 'clearance', 'clinician-21'),
    licences: z
      .array(
        z.object({
          jurisdiction: jurisdiction('Jurisdiction of the licence', 'clearance'),
          licenceType: openCode('Licence type', 'clearance', 'psychologist'),
          validFrom: instant('Licence valid from', 'clearance', '2020-01-01T00:00:00Z'),
          validUntil: instant('Licence valid until', 'clearance', '2045-01-01T00:00:00Z'),
        }),
      )
      .max(60),
  }),
});
