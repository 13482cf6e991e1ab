import { z } from 'zod';
import { defineFact } from './define.ts';
import { code, instant, opaqueId, openCode, subject } from './fields.ts';

export const recordOpened = defineFact({
  type: 'record.opened.v1',
  summary: 'Somebody read a record; in an emergency the glass was broken, and a review is due.',
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
    recipient: opaqueId('Break-glass: to whom it is disclosed', 'accountability', 'responder-9').optional(),
    nature: openCode(
      'Break-glass: nature of the emergency',
      'accountability',
      'serious-imminent-threat',
    ).optional(),
    reason: openCode(
      'Break-glass: why the ordinary way does not do',
      'accountability',
      'author-unreachable',
    ).optional(),
    reviewBy: instant('Break-glass: reviewed by', 'accountability').optional(),
  }),
});
