import * as z from 'zod';
import { code, count, id, instant } from '../../platform/http/answer-shape.ts';

const counted = (name: string) => z.object({ name: code(name), records: count('How many records') });

/** The report; the type is that of domain/retention/report.ts. */
export const retentionReport = z.object({
  tenantId: id('The tenant'),
  period: z
    .object({ from: instant('The first moment'), until: instant('The moment after the last') })
    .describe('The period of erasures, certificates and openings.'),
  reportedAt: instant('When the report was made'),
  kept: z
    .object({
      asOf: z.iso
        .datetime({ offset: true })
        .nullable()
        .describe('When the last digest was made, RFC 3339; null where there is none yet.'),
      byClass: z
        .array(
          z.object({
            recordClass: code('The class of the records'),
            sealedIn: z.string().describe('The year in which they were sealed.'),
            records: count('How many records'),
          }),
        )
        .describe('By class and year.'),
    })
    .describe('Records that are kept.'),
  dueInNinetyDays: z
    .object({
      records: count('How many records'),
      byWeek: z
        .array(z.number().int().min(0))
        .describe('How many in each of 13 weeks, the coming one first.'),
      byClass: z.array(counted('The class of the records')).describe('How many of each class.'),
    })
    .describe('Records whose time is over in the next 90 days.'),
  overdue: count('Records whose time is over and that are still there; must be 0'),
  unresolved: z
    .array(
      z.object({
        recordId: id('The record'),
        clientId: z
          .string()
          .nullable()
          .describe('The client; null where the record is about nobody in particular.'),
        recordClass: code('The class of the record'),
        reason: code('Why no date can be given'),
        rules: z.array(z.string()).describe('The rules that apply as far as is known, by id.'),
        since: instant('Since when'),
        resolve: z.string().describe('What somebody can do about it, in words.'),
      }),
    )
    .describe('Records that are kept because nobody knows how long they must be.'),
  holds: z
    .array(
      z.object({
        matterId: id('The matter'),
        clientId: z.string().describe('The client, or the pseudonym of one that was erased.'),
        kind: code('Why the records are held'),
        placedBy: id('Who placed the hold'),
        reviewAt: instant('When it must be reviewed'),
        reviewOverdue: z.boolean().describe('True where that time is over.'),
        records: count('Records that the hold protects'),
        warning: z
          .literal('protects-nothing')
          .describe('The client has no records: the id may be mistyped.')
          .optional(),
      }),
    )
    .describe('The holds in force.'),
  erasures: z
    .array(
      z.object({
        time: instant('When that was'),
        requestId: id('The request'),
        clientId: z.string().describe('The client, or the pseudonym of one that was erased.'),
        what: code('What became of it'),
        reasons: z
          .array(
            z.object({
              reason: code('What prevents the erasure'),
              rule: code('The rule of the retention policy').optional(),
              until: instant('Until when the rule keeps the records').optional(),
              records: count('Records without a known period').optional(),
              matterId: id('The matter that holds the records').optional(),
            }),
          )
          .describe('Every reason against it, where it was refused.'),
      }),
    )
    .describe('What became of requests to erase, in the period.'),
  certificates: z.array(counted('What deleted the records')).describe('Purge certificates of the period.'),
  finalCertificates: count('Purges of the period that no backup can undo'),
  certificateFiles: z
    .array(
      z.object({
        name: z.string().describe('A name for the file.'),
        time: instant('When it was issued'),
        kind: z.enum(['purge', 'erasure']).describe('What it certifies.'),
        stage: z
          .enum(['logical', 'final'])
          .describe('`logical`: gone from the table. `final`: no backup can bring it back.'),
        about: id('The record that was purged, or the request that was carried out'),
        jws: z.string().describe('The certificate in JWS compact form, for `vigil verify-certificate`.'),
      }),
    )
    .describe('The certificates of the period, each the content of a file.'),
  unattributedRemovals: count('Records that vanished without a known cause; must be 0'),
  openings: z
    .array(
      z.object({
        purpose: code('What the records were opened for'),
        personId: id('Who opened the records'),
        records: count('How many records'),
      }),
    )
    .describe('Records opened in the period, by purpose and person.'),
  glassBroken: count('Openings by break-glass'),
  openingsRefused: count('Openings refused'),
});
