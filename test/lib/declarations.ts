import { globSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { FunctionDeclaration } from '../../lib/constructs/vigil-function.ts';

/** What every `function.ts` declares, with the folder that it is in. */
export const declarations: readonly (FunctionDeclaration & { readonly folder: string })[] = await Promise.all(
  globSync('functions/*/*/function.ts')
    .sort()
    .map(async (path) => {
      const module = (await import(resolve(path))) as Readonly<Record<string, FunctionDeclaration>>;
      const [declaration, ...others] = Object.values(module);
      if (declaration === undefined || others.length > 0)
        throw new Error(`${path} must export one declaration and nothing else`);
      return { ...declaration, folder: basename(dirname(path)) };
    }),
);
