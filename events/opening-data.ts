import * as z from 'zod';
import { code, opaqueId, openCode, subject } from './fields.ts';

/** Who asked to read which record, as what, and for what. */
export const openingData = z.object({
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
});
