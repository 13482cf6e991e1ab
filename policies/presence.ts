import * as z from 'zod';
import { notice, seconds, version } from './fields.ts';

export const presencePolicy = z.strictObject({
  version,
  notice,
  // A video connection that breaks comes back within a minute; a session that ends twice confuses everybody.
  endedAfterSeconds: seconds(30, 1800),
  missedAfterSeconds: seconds(60, 7200),
  longestSeconds: seconds(3600, 86_400),
});
