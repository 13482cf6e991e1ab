import { z } from 'zod';
import { defineFact } from './define.ts';
import { opaqueId, openCode, subject } from './fields.ts';

export const recordSealed = defineFact({
  type: 'record.sealed.v1',
  summary: 'A record is sealed and kept; said once a record.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
  }),
});
