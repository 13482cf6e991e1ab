import * as z from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId, openCode, subject } from './fields.ts';

export const recordSealed = /* @__PURE__ */ defineFact('record.sealed.v1', () => ({
  summary: 'A record is sealed and kept; said once a record.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
    sealedAt: instant('When it was sealed', 'accountability'),
    addendumTo: opaqueId('Record that it corrects or completes', 'care-record', 'note-3301').optional(),
  }),
}));
