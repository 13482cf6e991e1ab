import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, instant, opaqueId, openCode, signature } from './fields.ts';

// Facts about the erasure of a client, from the request to the certificate.

export const erasureCancellationRequested = /* @__PURE__ */ defineFact(
  'erasure.cancellation-requested.v1',
  () => ({
    summary:
      'The request to erase a client is taken back; it counts while the waiting period lasts, also if it arrives first.',
    origin: 'provider',
    data: z.object({
      clientId: opaqueId('Client', 'retention', 'client-7f3a'),
      requestId: opaqueId('Request', 'retention', 'request-77'),
    }),
  }),
);

export const erasureCancelled = /* @__PURE__ */ defineFact('erasure.cancelled.v1', () => ({
  summary: 'A granted erasure will not be carried out, because it was taken back in time.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
  }),
}));

export const erasureCancellationRefused = /* @__PURE__ */ defineFact(
  'erasure.cancellation-refused.v1',
  () => ({
    summary: 'A cancellation stopped nothing: the erasure has begun, was not granted, or is not known.',
    origin: 'vigil',
    data: z.object({
      clientId: opaqueId('Client', 'retention', 'client-7f3a'),
      requestId: opaqueId('Request', 'retention', 'request-77'),
      reason: code(['too-late', 'not-waiting', 'not-requested'], {
        title: 'Reason',
        description:
          'The key is being destroyed; the request was refused or stopped; or no such request is known, and it will not be carried out if it arrives.',
        purpose: 'retention',
      }),
    }),
  }),
);

export const erasureCompleted = /* @__PURE__ */ defineFact('erasure.completed.v1', () => ({
  summary:
    'The key of a client is destroyed and the records are deleted; certified when no memory can hold the key.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    records: count('Records deleted', 'accountability', 3),
  }),
}));

export const erasureCertified = /* @__PURE__ */ defineFact('erasure.certified.v1', () => ({
  summary: 'Nobody can read anything of the client any more; the certificate proves it to outsiders.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    certificate: signature(
      'Erasure certificate',
      'eyJhbGciOiJFUzI1NiJ9.eyJzdGFnZSI6ImZpbmFsIn0.c2lnbmF0dXJl',
    ),
  }),
}));

export const erasureRefused = /* @__PURE__ */ defineFact('erasure.refused.v1', () => ({
  summary: 'An erasure was refused, or stopped when it fell due; every reason is named.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    reasons: z
      .array(
        z.object({
          reason: code(['hold', 'retention-duty', 'care-open', 'retention-unresolved', 'already-requested'], {
            title: 'Reason',
            description: 'What prevents it.',
            purpose: 'retention',
          }),
          matterId: opaqueId('Matter that holds', 'retention', 'matter-12').optional(),
          rule: openCode('Rule of the retention policy', 'accountability', 'us-ca.psychologist').optional(),
          until: instant('Until when the duty lasts', 'retention', '2034-03-02T12:00:00Z').optional(),
          records: count('Records without a known period', 'retention', 1).optional(),
        }),
      )
      .describe('Every reason against the erasure; at least one.'),
  }),
}));

export const erasureRequested = /* @__PURE__ */ defineFact('erasure.requested.v1', () => ({
  summary: 'Somebody entitled asks that everything about a client be erased.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    requestedBy: code(['client', 'guardian', 'representative'], {
      title: 'Requested by',
      description: 'Who asks.',
      purpose: 'retention',
    }),
  }),
}));

export const erasureScheduled = /* @__PURE__ */ defineFact('erasure.scheduled.v1', () => ({
  summary: 'An erasure was granted; until it is due it can be cancelled.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    dueAt: instant('When it will be carried out', 'retention', '2027-03-08T10:00:00Z'),
  }),
}));
