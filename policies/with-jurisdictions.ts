import type { clearancePolicy, StatedClearancePolicy } from './clearance.ts';
import type * as z from 'zod';
import type { JurisdictionPackage } from './jurisdictions.ts';

/** The clearance policy with the rules of all places. */
export const clearanceWith = (
  common: z.infer<typeof clearancePolicy>,
  packages: readonly JurisdictionPackage[],
): StatedClearancePolicy => {
  const placesThatAre = (status: JurisdictionPackage['status']) =>
    packages.filter((each) => each.status === status).map(({ place }) => place);
  return {
    ...common,
    jurisdictions: placesThatAre('listed'),
    previews: placesThatAre('preview'),
    rules: [...common.rules, ...packages.flatMap(({ clearance }) => clearance)],
  };
};

/** The retention policy with the rules of all places that are no previews: of those nobody has said that they may be purged by. */
export const retentionWith = <P extends { readonly rules: readonly unknown[] }>(
  common: P,
  packages: readonly JurisdictionPackage[],
): P => ({
  ...common,
  rules: [
    ...common.rules,
    ...packages.filter(({ status }) => status !== 'preview').flatMap(({ retention }) => retention),
  ],
});
