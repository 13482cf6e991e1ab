import * as z from 'zod';
import { code, id, instant } from '../platform/http/answer-shape.ts';

/** How long a record is kept; the type is that of domain/retention/disclosed.ts. */
export const retention = z.object({
  policyVersion: code('The version of the retention policy'),
  rules: z.array(z.string()).describe('The rules that applied, by id.'),
  status: z
    .enum(['until', 'open', 'retained', 'unresolved'])
    .describe(
      'Kept until a date, while care lasts, until further notice, or because no rule is known to apply.',
    ),
  expiresAt: instant('Until when, with the status `until`').optional(),
  won: code('The rule whose date is the latest, with the status `until`').optional(),
  reason: code('Why there is no date, with the status `open` or `unresolved`').optional(),
});

/** Who wrote a record, and in which session. */
export const filed = z.object({
  authorId: id('The author'),
  sessionId: id('The session that the record is about').optional(),
  addendumTo: id('The record that this one corrects or completes').optional(),
});
