/** Fails if a package that ships has no permissive license, or one for development is not a listed exception. */
import exceptions from './license-exceptions.json' with { type: 'json' };
import { root } from './bundle.ts';
import { licenseProblems } from './check-licenses.ts';
import { lockedPackages } from './lock-file.ts';

const packages = lockedPackages(root);
const problems = licenseProblems(packages, exceptions);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else {
  const shipped = packages.filter(({ ships }) => ships).length;
  console.log(
    `licenses: ${shipped} packages ship, all permissive; ${packages.length - shipped} for development, ` +
      `${exceptions.length} exceptions`,
  );
}
