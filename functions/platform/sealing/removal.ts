import * as z from 'zod/mini';

/**
 * A record that left the Records table, as `publish-facts` forwards it: what a certificate states and what shows who
 * removed it. The ciphertext is not part of it.
 */
export const removalMessage = z.object({
  record: z.object({
    tenantId: z.string(),
    subject: z.string(),
    recordId: z.string(),
    recordClass: z.string(),
    sealedAt: z.string(),
    retention: z.exactOptional(
      z.object({
        status: z.string(),
        expiresAt: z.exactOptional(z.string()),
        policyVersion: z.string(),
        rules: z.array(z.string()),
      }),
    ),
    purge: z.exactOptional(
      z.object({
        by: z.enum(['sweep', 'erasure']),
        at: z.string(),
        dueAt: z.exactOptional(z.string()),
      }),
    ),
  }),
  /** DynamoDB's own time to live removed it (`userIdentity` of the stream record). */
  byTimeToLive: z.boolean(),
  /** In whole seconds, as the stream gives it. */
  at: z.string(),
});

export type Removal = z.infer<typeof removalMessage>;
