import type { LockedPackage } from './lock-file.ts';

/** Licenses (SPDX ids) under which code may ship with nothing but a notice. Any other is refused. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]);

/** Reads an SPDX expression of one id, or of ids joined by AND or by OR. One that mixes both is refused. */
const isPermissive = (expression: string): boolean => {
  const ids = expression.replaceAll(/[()]/g, '');
  const anyOf = ids.split(' OR ');
  const allOf = ids.split(' AND ');
  if (anyOf.length > 1 && allOf.length > 1) return false;
  return anyOf.length > 1 ? anyOf.some((id) => permissive.has(id)) : allOf.every((id) => permissive.has(id));
};

/** A package with another license that development uses and nothing ships, and why that is acceptable. */
export interface LicenseException {
  readonly package: string;
  readonly license: string;
  readonly reason: string;
}

/** What is wrong, one sentence a package; nothing if all licenses are acceptable. */
export const licenseProblems = (
  packages: readonly LockedPackage[],
  exceptions: readonly LicenseException[],
): readonly string[] => {
  const refused = packages.filter(({ license }) => !isPermissive(license));
  const excepted = ({ name, license }: LockedPackage) =>
    exceptions.some((each) => matches(each.package, name) && each.license === license);
  return [
    ...refused
      .filter(({ ships }) => ships)
      .map(({ name, version, license }) => `${name} ${version} ships, and its license is ${license}`),
    ...refused
      .filter((each) => !each.ships && !excepted(each))
      .map(
        ({ name, version, license }) =>
          `${name} ${version} (development only): license ${license} is not in build/license-exceptions.json`,
      ),
    ...exceptions
      .filter((each) => !refused.some(({ name }) => matches(each.package, name)))
      .map((each) => `${each.package} in build/license-exceptions.json matches no package: remove it`),
  ];
};

/** A name that ends in `*` covers every package that begins like it. */
const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
