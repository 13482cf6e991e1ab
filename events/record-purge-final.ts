import * as z from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId, openCode, signature, subject } from './fields.ts';

export const recordPurgeFinal = /* @__PURE__ */ defineFact('record.purge-final.v1', () => ({
  summary: 'A purge is final: no backup can bring the record back, or none could be read.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
    finalAt: instant('When it became final', 'accountability', '2034-04-07T12:00:00Z'),
    certificate: signature(
      'Final purge certificate',
      'eyJhbGciOiJFUzI1NiJ9.eyJzdGFnZSI6ImZpbmFsIn0.c2lnbmF0dXJl',
    ),
  }),
}));
