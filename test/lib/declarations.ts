import { globSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { FunctionDeclaration } from '../../lib/constructs/vigil-function.ts';

/** Functions that only a configured deployment has: contact-services.infra.test.ts is about them. */
const onlyIfConfigured = ['receive-key-press'];

/** What the `function.ts` of every other function declares, with the folder that it is in. */
export const declarations: readonly (FunctionDeclaration & { readonly folder: string })[] = await Promise.all(
  globSync('functions/*/*/function.ts')
    .filter((path) => !onlyIfConfigured.includes(basename(dirname(path))))
    .sort()
    .map(async (path) => {
      const module = (await import(resolve(path))) as Readonly<Record<string, FunctionDeclaration>>;
      const [declaration, ...others] = Object.values(module);
      if (declaration === undefined || others.length > 0)
        throw new Error(`${path} must export one declaration and nothing else`);
      return { ...declaration, folder: basename(dirname(path)) };
    }),
);
