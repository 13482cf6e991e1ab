import * as z from 'zod/mini';

/** A delivery that is due. */
export const dueDelivery = z.object({
  tenantId: z.string(),
  subscriptionId: z.string(),
  sequence: z.number(),
});

export type DueDelivery = z.infer<typeof dueDelivery>;

/** The queue of `send-webhook`. A lost message costs a minute: `sweep-deliveries` finds what is due. */
export interface DeliveryQueue {
  send(message: DueDelivery): Promise<void>;
}
