import { describe, expect, test } from 'vitest';
import { licenseProblems } from '../../build/check-licenses.ts';
import exceptions from '../../build/license-exceptions.json' with { type: 'json' };
import { lockedPackages } from '../../build/lock-file.ts';

const one = (license: string, ships: boolean) => [{ name: 'some-package', version: '1.0.0', license, ships }];
const exception = { package: 'some-*', license: 'AGPL-3.0-or-later', reason: 'Only tests use it.' };

describe('the license check', () => {
  test('accepts the packages of this repository, and each exception has a reason', () => {
    expect(licenseProblems(lockedPackages('.'), exceptions)).toEqual([]);
    for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(40);
  });

  test.each(['MIT', '(Apache-2.0 AND BSD-3-Clause)', '(MIT OR GPL-3.0-or-later)'])(
    'accepts %s',
    (license) => {
      expect(licenseProblems(one(license, true), [])).toEqual([]);
    },
  );

  test.each([
    'AGPL-3.0-or-later',
    'GPL-2.0-only',
    'MPL-2.0',
    '(MIT AND LGPL-3.0-only)',
    '(MIT OR GPL-3.0-only) AND LGPL-3.0-only',
    'SEE LICENSE IN README',
    'none',
  ])('refuses %s in a package that ships, also if an exception names it', (license) => {
    expect(licenseProblems(one(license, true), [{ ...exception, license }])).toEqual([
      `some-package 1.0.0 ships, and its license is ${license}`,
    ]);
  });

  test('refuses copyleft in a package for development unless an exception names package and license', () => {
    const packages = one('AGPL-3.0-or-later', false);
    expect(licenseProblems(packages, [exception])).toEqual([]);
    expect(licenseProblems(packages, [])).toHaveLength(1);
    expect(licenseProblems(packages, [{ ...exception, license: 'MPL-2.0' }])).toHaveLength(1);
  });

  test('refuses an exception that nothing needs any more', () => {
    expect(licenseProblems(one('MIT', false), [exception])).toEqual([
      'some-* in build/license-exceptions.json matches no package: remove it',
    ]);
  });
});
