import { z } from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId, openCode, subject } from './fields.ts';

export const recordOpeningRefused = defineFact({
  type: 'record.opening-refused.v1',
  summary: 'Somebody was not allowed to read a record.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
    personId: opaqueId('Who asked', 'accountability', 'clinician-21'),
    role: code(['author', 'clinician', 'responder', 'supervisor', 'records-officer', 'auditor'], {
      title: 'Role',
      description: 'As what the person asked.',
      purpose: 'accountability',
    }),
    purpose: code(['treatment', 'crisis-response', 'access-request', 'audit', 'legal'], {
      title: 'Purpose',
      description: 'What the person asked it for.',
      purpose: 'accountability',
    }),
    reason: openCode('Why not', 'accountability', 'not-permitted'),
  }),
});
