import type { DeliveryPolicy } from '../../domain/delivery/delivery-policy.ts';
import json from '../../policies/delivery.json' with { type: 'json' };

// build/functions.ts validates the file before it is bundled: parsing it again would cost 20 to 30 ms of a cold start.
/** The policy that this build contains. */
export const readDeliveryPolicy = (): DeliveryPolicy => json;
