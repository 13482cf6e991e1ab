import * as z from 'zod';
import { opaqueIdPattern } from '../../../events/fields.ts';

const id = z.string().regex(opaqueIdPattern, { error: 'must be an opaque id' });
const code = z.string().regex(/^[a-z0-9][a-z0-9.:_-]{0,63}$/, { error: 'must be a lower-case code' });

const who = {
  clientId: id.describe('The client whose records are read.'),
  personId: id.describe('Who reads, as the platform has signed them in.'),
  role: z
    .enum(['author', 'clinician', 'responder', 'supervisor', 'records-officer', 'auditor'])
    .describe('As what the person reads.'),
  purpose: z
    .enum(['treatment', 'crisis-response', 'access-request', 'audit', 'legal'])
    .describe('What the person reads it for.'),
};

/** `POST /v1/openings`: one record to read, or, without `recordId`, a list of what the role may read. */
export const openingRequest = z.strictObject({
  ...who,
  recordId: id.describe('The record to open; without it, the answer is a list.').optional(),
  breakGlass: z
    .strictObject({
      recipient: id.describe('To whom the record is disclosed.').optional(),
      nature: code.describe('The nature of the emergency (a code).').optional(),
      reason: code.describe('Why the ordinary way does not do (a code).').optional(),
    })
    .describe(
      'In an emergency: opens a record that the role may not open otherwise. All three are required by law.',
    )
    .optional(),
  after: id.describe('For lists: the place after which to go on, as the page before gave it.').optional(),
});

export type OpeningBody = z.infer<typeof openingRequest>;
