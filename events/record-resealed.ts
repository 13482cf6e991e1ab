import * as z from 'zod';
import { defineFact } from './define.ts';
import { count, opaqueId, openCode, subject } from './fields.ts';

export const recordResealed = /* @__PURE__ */ defineFact('record.resealed.v1', () => ({
  summary: 'A record is sealed under a newer version of its key; its content is what it was.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
    keyVersion: count('Version of the key', 'accountability', 2),
  }),
}));
