import * as z from 'zod/mini';

/** Asks `update-clearance` to decide again because time has passed. */
const recheck = z.object({
  tenantId: z.string(),
  at: z.enum(['session', 'clinician']),
  id: z.string(),
});

export const recheckMessage = z.object({ recheck });

export type Recheck = Readonly<z.infer<typeof recheck>>;

export interface RecheckQueue {
  /** Delivered after `delaySeconds`, at most 900 (SQS DelaySeconds). */
  send(recheck: Recheck, delaySeconds: number): Promise<void>;
}
