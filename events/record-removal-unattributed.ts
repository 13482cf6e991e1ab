import * as z from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId, openCode, subject } from './fields.ts';

export const recordRemovalUnattributed = /* @__PURE__ */ defineFact('record.removal-unattributed.v1', () => ({
  summary: 'A record vanished and neither retention nor erasure did it: a security incident.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
    sealedAt: instant('When it had been sealed', 'accountability'),
    removedAt: instant('When it vanished', 'accountability', '2034-03-03T12:00:00Z'),
  }),
}));
