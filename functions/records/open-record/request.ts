import * as z from 'zod';
import { opaqueIdPattern } from '../../../events/fields.ts';

const id = z.string().regex(opaqueIdPattern, { error: 'must be an opaque id' });
const code = z.string().regex(/^[a-z0-9][a-z0-9.:_-]{0,63}$/, { error: 'must be a lower-case code' });

const who = {
  clientId: id,
  personId: id,
  role: z.enum(['author', 'clinician', 'responder', 'supervisor', 'records-officer', 'auditor']),
  purpose: z.enum(['treatment', 'crisis-response', 'access-request', 'audit', 'legal']),
};

/** `POST /v1/openings`: one record to read, or, without `recordId`, a list of what the role may read. */
export const openingRequest = z.strictObject({
  ...who,
  recordId: id.optional(),
  breakGlass: z
    .strictObject({ recipient: id.optional(), nature: code.optional(), reason: code.optional() })
    .optional(),
  /** For lists: the place after which to go on, as the page before gave it. */
  after: id.optional(),
});

export type OpeningBody = z.infer<typeof openingRequest>;
