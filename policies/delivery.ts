import * as z from 'zod';
import { notice, seconds, version } from './fields.ts';

const pauses = z.array(seconds(10, 86_400)).min(1);

export const deliveryPolicy = z.strictObject({
  version,
  notice,
  retryAfterSeconds: pauses,
  // Below a day an endpoint that fails on a weekend loses facts; replays reach back no further than deliveries are stored.
  giveUpAfterSeconds: seconds(86_400, 604_800),
  failingAfter: z.int().min(2).max(50),
  restSeconds: pauses,
  forgetAfterSeconds: seconds(604_800, 3_456_000),
  mostSubscriptions: z.int().min(1).max(50),
});
