import * as z from 'zod';
import { className, notice, source, version } from './fields.ts';

const role = z.enum(['author', 'clinician', 'responder', 'supervisor', 'records-officer', 'auditor']);
const purpose = z.enum(['treatment', 'crisis-response', 'access-request', 'audit', 'legal']);

export const accessPolicy = z.strictObject({
  version,
  notice,
  classes: z.record(
    className,
    z.strictObject({
      permits: z.array(z.strictObject({ roles: z.array(role).min(1), purposes: z.array(purpose).min(1) })),
      source,
    }),
  ),
  breakGlass: z.strictObject({ roles: z.array(role).min(1), reviewWithinDays: z.int().min(1).max(30) }),
});
