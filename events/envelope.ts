import * as z from 'zod';
import { opaqueIdPattern } from './fields.ts';

/** The largest event that the intake takes, in bytes: what one SQS message and one bus entry can hold with room for the envelope. */
export const maxEventBytes = 200_000;

/**
 * The CloudEvents 1.0 context attributes that Vigil reads (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md).
 * `time` is required here, since it says when the fact was true. Extensions: `tenantid` names the provider's tenant
 * (the intake stamps it from the verified sender); `dataref` is the claim check for the sealed part of the data.
 */
export const envelope = z.object({
  specversion: z.literal('1.0').describe('The version of CloudEvents.'),
  id: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[\x21-\x7e]+$/, { error: 'must be printable ASCII without spaces' })
    .describe(
      'The sender’s id of the event, at most 128 characters. The same id and source again is the same event.',
    ),
  source: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[\x21-\x7e]+$/, { error: 'must be a URI reference' })
    .describe('The system that states the fact, as a URI reference of at most 256 characters.'),
  type: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+\.v\d+$/, { error: 'must look like "session.started.v1"' })
    .describe('The type and version of the fact; it says which fields `data` has.'),
  time: z.iso.datetime({ offset: true }).describe('When the fact was true, RFC 3339 with an offset.'),
  subject: z.string().max(128).describe('Accepted and not read; at most 128 characters.').optional(),
  datacontenttype: z.literal('application/json').describe('The media type of `data`.').optional(),
  dataschema: z.string().max(256).describe('Accepted and not read; at most 256 characters.').optional(),
  tenantid: z
    .string()
    .regex(opaqueIdPattern)
    .describe('The tenant; set by Vigil from the verified sender. A sender that sets it must name itself.')
    .optional(),
  dataref: z
    .string()
    .max(256)
    .describe('The sealed part of the data, by reference (`urn:vigil:record:<id>`); set by Vigil.')
    .optional(),
  data: z.record(z.string(), z.unknown()).describe('The fields of the fact.'),
});

export type Envelope = z.infer<typeof envelope>;
