import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { clearancePolicy, type TenantClearancePolicies, tenantClearancePolicies } from './clearance.ts';
import { crisisPolicy } from './crisis.ts';
import { deliveryPolicy } from './delivery.ts';
import { type JurisdictionPackage, jurisdictionPackage } from './jurisdictions.ts';
import { presencePolicy } from './presence.ts';
import { accessPolicy } from './records.ts';
import { retentionPolicy } from './retention.ts';
import { retentionWith } from './with-jurisdictions.ts';

const schemas = {
  'clearance.json': clearancePolicy,
  'clearance-tenants.json': tenantClearancePolicies,
  'crisis.json': crisisPolicy,
  'delivery.json': deliveryPolicy,
  'presence.json': presencePolicy,
  'records.json': accessPolicy,
} as const;

/** Reads and checks every policy file. Throws a sentence that names the file and the place where one is wrong. */
export const loadPolicies = (directory: string = import.meta.dirname): void => {
  for (const [file, schema] of Object.entries(schemas)) check(file, schema, read(directory, file));
  const packages = loadJurisdictions(directory);
  const { previews } = Object.groupBy(packages, ({ status }) =>
    status === 'preview' ? 'previews' : 'others',
  );
  for (const [tenant, own] of Object.entries(
    read(directory, 'clearance-tenants.json') as TenantClearancePolicies,
  ))
    for (const place of own.previews ?? [])
      if (previews?.some((preview) => preview.place === place) !== true)
        throw new Error(
          `policies/clearance-tenants.json: ${tenant}.previews: there is no preview of ${place}`,
        );
  // With the rules of all places, so that no class is without a rule and no id is there twice.
  const retention = read(directory, 'retention.json') as { rules: unknown };
  const hasRules = Array.isArray(retention.rules);
  check(
    'retention.json',
    retentionPolicy,
    hasRules ? retentionWith(retention as { rules: unknown[] }, packages) : retention,
  );
};

/** Reads and checks the packages of all places together. */
const loadJurisdictions = (directory: string): readonly JurisdictionPackage[] => {
  const packages = readdirSync(join(directory, 'jurisdictions'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const file = `jurisdictions/${name}`;
      const json = read(directory, file);
      check(file, jurisdictionPackage, json);
      const given = json as JurisdictionPackage;
      if (`${given.place}.json` !== name)
        throw new Error(`policies/${file}: place must be the name of the file`);
      return given;
    });
  const ids = packages.flatMap(({ clearance }) => clearance.map(({ id }) => id));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`policies/jurisdictions: ${twice} is there twice`);
  for (const { place } of packages) {
    const [country = ''] = place.split('-');
    if (!packages.some((other) => other.place === country))
      throw new Error(`policies/jurisdictions/${place}.json: there is no package of its country ${country}`);
  }
  return packages;
};

const read = (directory: string, file: string): unknown => {
  try {
    return JSON.parse(readFileSync(join(directory, file), 'utf8'));
  } catch (cause) {
    throw new Error(`policies/${file}: cannot be read: ${(cause as Error).message}`, { cause });
  }
};

const check = (file: string, schema: z.ZodType, json: unknown): void => {
  const result = schema.safeParse(json);
  if (result.success) return;
  const problems = result.error.issues.map(
    ({ path: at, message }) => `${at.join('.') || 'the file'} ${message}`,
  );
  throw new Error(`policies/${file}: ${problems.join('; ')}`);
};
