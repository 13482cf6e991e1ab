import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, instant, opaqueId, openCode, subject } from './fields.ts';

export const recordRetentionSet = /* @__PURE__ */ defineFact('record.retention-set.v1', () => ({
  summary: 'How long a record is kept was decided, or decided anew.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
    status: code(['until', 'open', 'held', 'unresolved'], {
      title: 'Status',
      description:
        'Kept until a date, kept while care lasts, held by a matter, or kept because no rule is known to apply.',
      purpose: 'retention',
    }),
    expiresAt: instant('Kept until', 'retention', '2034-03-02T12:00:00Z').optional(),
    reason: openCode('Reason where there is no date', 'retention', 'care-open').optional(),
    won: openCode('Rule whose date is the latest', 'accountability', 'us-ca.psychologist').optional(),
    rules: z.array(openCode('Rule that applied', 'accountability', 'us-ca.psychologist.adult')),
    policyVersion: openCode('Version of the retention policy', 'accountability', '2026-11'),
  }),
}));
