import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { clearancePolicy, tenantClearancePolicies } from './clearance.ts';
import { crisisPolicy } from './crisis.ts';
import { deliveryPolicy } from './delivery.ts';
import { presencePolicy } from './presence.ts';
import { accessPolicy } from './records.ts';
import { retentionPolicy } from './retention.ts';

const schemas = {
  'clearance.json': clearancePolicy,
  'clearance-tenants.json': tenantClearancePolicies,
  'crisis.json': crisisPolicy,
  'delivery.json': deliveryPolicy,
  'presence.json': presencePolicy,
  'records.json': accessPolicy,
  'retention.json': retentionPolicy,
} as const;

/** Reads and checks every policy file. Throws a sentence that names the file and the place where one is wrong. */
export const loadPolicies = (directory: string = import.meta.dirname): void => {
  for (const [file, schema] of Object.entries(schemas)) readPolicy(join(directory, file), file, schema);
};

const readPolicy = (path: string, file: string, schema: z.ZodType): void => {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`policies/${file}: cannot be read: ${(cause as Error).message}`, { cause });
  }
  const result = schema.safeParse(json);
  if (result.success) return;
  const problems = result.error.issues.map(
    ({ path: at, message }) => `${at.join('.') || 'the file'} ${message}`,
  );
  throw new Error(`policies/${file}: ${problems.join('; ')}`);
};
