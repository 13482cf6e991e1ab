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
    .array(z.string())
    .describe('Ids of the records that are kept because nobody knows how long they must be.'),
  holds: z
    .array(
      z.object({
        matterId: id('The matter'),
        clientId: z.string().describe('The client, or the pseudonym of one that was erased.'),
        kind: code('Why the records are held'),
        placedBy: id('Who placed the hold'),
        reviewAt: instant('When it must be reviewed'),
        reviewOverdue: z.boolean().describe('True where that time is over.'),
      }),
    )
    .describe('The holds in force.'),
  erasures: z
    .array(
      z.object({
        time: instant('When that was'),
        requestId: id('The request'),
        what: code('What became of it'),
      }),
    )
    .describe('What became of requests to erase, in the period.'),
  certificates: z.array(counted('What deleted the records')).describe('Purge certificates of the period.'),
  finalCertificates: count('Purges of the period that no backup can undo'),
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
