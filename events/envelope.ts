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
  specversion: z.literal('1.0'),
  id: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[\x21-\x7e]+$/, { error: 'must be printable ASCII without spaces' }),
  source: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[\x21-\x7e]+$/, { error: 'must be a URI reference' }),
  type: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+\.v\d+$/, { error: 'must look like "session.started.v1"' }),
  time: z.iso.datetime({ offset: true }),
  subject: z.string().max(128).optional(),
  datacontenttype: z.literal('application/json').optional(),
  dataschema: z.string().max(256).optional(),
  tenantid: z.string().regex(opaqueIdPattern).optional(),
  dataref: z.string().max(256).optional(),
  data: z.record(z.string(), z.unknown()),
});

export type Envelope = z.infer<typeof envelope>;
