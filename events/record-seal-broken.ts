import { z } from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId, openCode, subject } from './fields.ts';

export const recordSealBroken = defineFact({
  type: 'record.seal-broken.v1',
  summary:
    'A record does not open: it was moved or altered, or its key is gone. A security incident, unless the client was erased.',
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
    fault: code(
      [
        'moved-to-another-record',
        'moved-to-another-subject',
        'moved-to-another-tenant',
        'class-changed',
        'header-altered',
        'truncated',
        'altered',
        'key-version-unknown',
        'key-erased',
        'key-missing',
      ],
      { title: 'Fault', description: 'What is wrong with the ciphertext.', purpose: 'accountability' },
    ),
  }),
});
