import * as z from 'zod/mini';

/** Asks `update-clearance` to decide again because time has passed. */
const recheck = z.object({
  tenantId: z.string(),
  at: z.enum(['session', 'clinician']),
  id: z.string(),
});

/** Asks `update-clearance` to decide several sessions again because their client or clinician changed. */
const reconsideration = z.object({
  tenantId: z.string(),
  sessionIds: z.array(z.string()),
});

export const recheckMessage = z.object({ recheck });
export const reconsiderMessage = z.object({ reconsider: reconsideration });

export type Reconsideration = Readonly<z.infer<typeof reconsideration>>;

export type Recheck = Readonly<z.infer<typeof recheck>>;

export interface RecheckQueue {
  /** Delivered after `delaySeconds`, at most 900 (SQS DelaySeconds). */
  send(recheck: Recheck, delaySeconds: number): Promise<void>;
  /** Without delay: a few dozen sessions in one message. */
  reconsider(reconsideration: Reconsideration): Promise<void>;
}
