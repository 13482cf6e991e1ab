import * as z from 'zod';
import { type Answer, code, id, instant } from '../../platform/http/answer-shape.ts';
import { filed, retention } from '../retention-shape.ts';

const record = z.object({
  recordId: id('The record'),
  recordClass: code('The class of the record'),
  sealedAt: instant('When it was sealed'),
  ...filed.partial().shape,
});

/** One record, opened. */
export const openedRecord = record.extend({
  content: z
    .record(z.string(), z.unknown())
    .describe('The sealed fields of the event that brought the record.'),
  reviewBy: instant('After a break-glass: by when it must be reviewed').optional(),
});

/** What a role may open. */
export const recordList = z.object({
  records: z
    .array(record.extend({ retention: retention.describe('How long the record is kept.').optional() }))
    .describe('At most 50 records, by id.'),
  after: id('Where the next page goes on; absent on the last one').optional(),
});

export type OpenedRecord = Answer<typeof openedRecord>;
export type RecordList = Answer<typeof recordList>;
