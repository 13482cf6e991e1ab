import * as z from 'zod';
import { notice, seconds, version } from './fields.ts';

export const presencePolicy = z.strictObject({
  version,
  notice,
  startsEarlySeconds: seconds(0, 7200),
  plannedSeconds: seconds(600, 28_800),
  // A video connection that breaks comes back within a minute; a session that ends twice confuses everybody.
  endedAfterSeconds: seconds(30, 1800),
  emptyAfterSeconds: seconds(30, 7200),
  missedAfterSeconds: seconds(60, 7200),
  longestSeconds: seconds(3600, 86_400),
  pastAfterSeconds: seconds(600, 86_400),
});
