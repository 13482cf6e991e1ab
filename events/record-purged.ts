import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, instant, opaqueId, openCode, signature, subject } from './fields.ts';

export const recordPurged = /* @__PURE__ */ defineFact('record.purged.v1', () => ({
  summary: 'A record was purged; the certificate proves it to outsiders.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
    by: code(['ttl', 'sweep', 'erasure', 'found-gone'], {
      title: 'By',
      description:
        'DynamoDB time to live, the daily sweep of what that missed, an erasure, or found gone after it was due.',
      purpose: 'accountability',
    }),
    dueAt: instant('When it was due', 'accountability', '2034-03-02T12:00:00Z'),
    purgedAt: instant('When it was purged', 'accountability', '2034-03-03T12:00:00Z'),
    finalAt: instant('When no backup can bring it back', 'accountability', '2034-04-07T12:00:00Z'),
    sealedAt: instant('When it had been sealed', 'accountability'),
    certificate: signature(
      'Purge certificate',
      'eyJhbGciOiJFUzI1NiJ9.eyJzdGFnZSI6ImxvZ2ljYWwifQ.c2lnbmF0dXJl',
    ),
  }),
}));
