import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, health, opaqueId } from './fields.ts';

export const recordSubmitted = /* @__PURE__ */ defineFact('record.submitted.v1', () => ({
  summary: 'A record to be sealed and kept as long as policy says.',
  origin: 'provider',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    clientId: opaqueId('Client', 'care-record', 'client-7f3a'),
    sessionId: opaqueId('Session', 'care-record', 'session-5501').optional(),
    authorId: opaqueId('Author', 'care-record', 'clinician-21'),
    addendumTo: opaqueId('Record that this one corrects or completes', 'care-record', 'note-3301').optional(),
    recordClass: code(
      [
        'progress-note',
        'psychotherapy-note',
        'transcript',
        'message',
        'telemetry',
        'risk-screen',
        'incident-report',
        'safety-plan',
        'consent-document',
        'recording-reference',
      ],
      {
        title: 'Record class',
        description: 'Decides how long the record is kept.',
        purpose: 'retention',
      },
    ),
  }),
  sealed: {
    fields: z.object({
      content: health(z.string().min(1).max(150_000), {
        title: 'Content',
        description: 'The record itself, at most 150,000 characters.',
        purpose: 'care-record',
        example: 'Example note.',
      }),
    }),
    subject: (data) => `client:${data.clientId}`,
    recordClass: (data) => data.recordClass,
    recordId: (data) => data.recordId,
  },
}));
