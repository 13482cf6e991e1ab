import * as z from 'zod';
import { type Answer, code, count, id, instant } from '../../platform/http/answer-shape.ts';
import { filed, retention } from '../retention-shape.ts';

const grant = z.object({
  at: instant('When it was given'),
  eventId: z.string().describe('The event that stated it.'),
  scope: code('What was consented to'),
  grantor: code('Who gave it'),
  method: code('How it was given'),
  documentedBy: id('Who wrote down what was said').optional(),
  documentId: id('The consent document'),
  documentVersion: code('The version of the document'),
  language: code('The language of the document').optional(),
  validFrom: instant('From when it counts'),
  validUntil: instant('Until when it counts').optional(),
  relationship: code('What the guardian is to the client').optional(),
  basis: code('Why the guardian may consent').optional(),
  custody: code('Whether a court has ordered who has custody').optional(),
  orderId: id('The order of the court').optional(),
  conditions: z
    .array(z.string())
    .describe('What the person who took the consent attests, as codes.')
    .optional(),
  actorIds: z.array(z.string()).describe('The only people to whom it was given.').optional(),
  recipientIds: z
    .array(z.string())
    .describe('The only people to whom something may be disclosed.')
    .optional(),
  sessionId: id('The only session for which it was given').optional(),
});

const consent = z.object({
  grant: grant.describe('The consent as it was given.').optional(),
  withdrawnAt: instant('When it was withdrawn').optional(),
});

const erasure = z.object({
  requestId: id('The request'),
  requestedAt: instant('When it was made'),
  status: z
    .enum(['refused', 'waiting', 'cancelled', 'stopped', 'erasing', 'erased', 'certified'])
    .describe('Where the erasure stands.'),
  reasons: z
    .array(
      z.object({
        reason: code('What prevents the erasure'),
        rule: code('The rule of the retention policy').optional(),
        until: instant('Until when the rule keeps the records').optional(),
        records: count('Records without a known period').optional(),
      }),
    )
    .describe('Every reason against the erasure.')
    .optional(),
  dueAt: instant('When it is carried out').optional(),
  cancelledAt: instant('When it was cancelled').optional(),
  startedAt: instant('When it began').optional(),
  erasedAt: instant('When key and records were gone').optional(),
  certifyAt: instant('When it can be certified').optional(),
  certifiedAt: instant('When it was certified').optional(),
  records: count('Records deleted').optional(),
});

const retentionProfile = z.object({
  clientId: id('The client'),
  profile: z
    .object({
      at: instant('When the client record was stated'),
      eventId: z.string().describe('The event that stated it.'),
      recordId: id('The sealed record with birth date and contacts'),
    })
    .describe('The latest client record.')
    .optional(),
  jurisdictions: z.array(z.string()).describe('Every place whose law may apply, as ISO 3166 codes.'),
  dischargedAt: instant('When care ended').optional(),
  lastServiceAt: instant('When the last session ended').optional(),
  erasure: erasure.describe('Where a request to erase the client stands.').optional(),
});

const bundle = z.object({
  kind: z.literal('access-export').describe('What this is.'),
  exportId: z.string().describe('The `webhook-id` of the request.'),
  tenantId: id('The tenant'),
  clientId: id('The client'),
  exportedAt: instant('When it was exported'),
  records: z
    .array(
      z.object({
        recordId: id('The record'),
        recordClass: code('The class of the record'),
        sealedAt: instant('When it was sealed'),
        filed: filed.describe('Who wrote it, and in which session.').optional(),
        retention: retention.describe('How long it is kept.').optional(),
        content: z.record(z.string(), z.unknown()).describe('What was sealed.'),
      }),
    )
    .describe('The records that the right of access covers.'),
  withheld: z
    .array(
      z.object({
        recordId: id('The record'),
        recordClass: code('The class of the record'),
        why: z.string().describe('The source of the exemption, or why the record does not open.'),
      }),
    )
    .describe('The records that are not in the export.'),
  consents: z.record(z.string(), consent).describe('The consents, by id.'),
  retentionProfile: retentionProfile.describe('What decides how long the records are kept.'),
});

/** The export with its signature. */
export const accessExport = z.object({
  bundle: bundle.describe('The export. Its canonical JSON (RFC 8785) is what is signed.'),
  signature: z.string().describe('A JWS in compact form (RFC 7515) over the SHA-256 of the bundle.'),
});

export type AccessExport = Answer<typeof accessExport>;
