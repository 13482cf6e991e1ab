import * as z from 'zod';
import { defineFact } from './define.ts';
import { count, opaqueId, openCode } from './fields.ts';

export const accessExported = /* @__PURE__ */ defineFact('access.exported.v1', () => ({
  summary: 'Everything about a client that the right of access covers was handed out, signed.',
  origin: 'vigil',
  data: z.object({
    exportId: opaqueId('Export', 'accountability', 'export-5'),
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    personId: opaqueId('Who asked', 'accountability', 'clinician-21'),
    records: count('Records handed out', 'accountability', 3),
    withheld: count('Records withheld by law', 'accountability', 1),
    sha256: openCode(
      'SHA-256 of the bundle, hexadecimal',
      'accountability',
      '0f343b0931126a20f133d67c2b018a3b',
    ),
  }),
}));
