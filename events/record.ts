import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, health, instant, opaqueId, openCode, signature, subject } from './fields.ts';

// Facts about sealed records: submitted, opened, exported, purged.

/** Who asked to read which record, as what, and for what. */
const openingData = () =>
  z.object({
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

export const accessExported = /* @__PURE__ */ defineFact('access.exported.v1', () => ({
  summary: 'Everything about a client that the right of access covers was handed out, signed.',
  origin: 'vigil',
  data: z.object({
    exportId: opaqueId('Export', 'accountability', 'export-5'),
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    personId: opaqueId('Who asked', 'accountability', 'clinician-21'),
    records: count('Records handed out', 'accountability', 3),
    withheld: count('Records withheld by law', 'accountability', 1),
    sha256: openCode(
      'SHA-256 of the bundle, hexadecimal',
      'accountability',
      '0f343b0931126a20f133d67c2b018a3b',
    ),
  }),
}));

export const recordOpened = /* @__PURE__ */ defineFact('record.opened.v1', () => ({
  summary: 'Somebody read a record; in an emergency the glass was broken, and a review is due.',
  origin: 'vigil',
  data: openingData().extend({
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
}));

export const recordOpeningRefused = /* @__PURE__ */ defineFact('record.opening-refused.v1', () => ({
  summary: 'Somebody was not allowed to read a record.',
  origin: 'vigil',
  data: openingData().extend({
    reason: openCode('Why not', 'accountability', 'not-permitted'),
  }),
}));

export const recordPurgeFinal = /* @__PURE__ */ defineFact('record.purge-final.v1', () => ({
  summary: 'A purge is final: no backup can bring the record back, or none could be read.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
    finalAt: instant('When it became final', 'accountability', '2034-04-07T12:00:00Z'),
    certificate: signature(
      'Final purge certificate',
      'eyJhbGciOiJFUzI1NiJ9.eyJzdGFnZSI6ImZpbmFsIn0.c2lnbmF0dXJl',
    ),
  }),
}));

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

export const recordRetentionSet = /* @__PURE__ */ defineFact('record.retention-set.v1', () => ({
  summary: 'How long a record is kept was decided, or decided again.',
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
    rules: z
      .array(openCode('Rule that applied', 'accountability', 'us-ca.psychologist.adult'))
      .describe('The rules of the retention policy that applied.'),
    policyVersion: openCode('Version of the retention policy', 'accountability', '2026-11'),
  }),
}));

export const recordSealBroken = /* @__PURE__ */ defineFact('record.seal-broken.v1', () => ({
  summary:
    'A record does not open: it was moved or altered, or its key is gone. A security incident, unless the client was erased.',
  origin: 'vigil',
  data: openingData().extend({
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
}));

export const recordSealed = /* @__PURE__ */ defineFact('record.sealed.v1', () => ({
  summary: 'A record is sealed and kept; said once a record.',
  origin: 'vigil',
  data: z.object({
    recordId: opaqueId('Record', 'care-record', 'note-3307'),
    subject: subject('Subject whose key seals it', 'care-record'),
    recordClass: openCode('Record class', 'retention', 'progress-note'),
    sealedAt: instant('When it was sealed', 'accountability'),
    addendumTo: opaqueId('Record that it corrects or completes', 'care-record', 'note-3301').optional(),
  }),
}));

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
