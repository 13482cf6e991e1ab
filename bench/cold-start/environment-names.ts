import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties?: {
          readonly FunctionName?: string;
          readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
        };
      }
    >
  >;
}

/** The names of the environment variables that the synthesized templates give each function. */
export const environmentNames = (outdir: string): ReadonlyMap<string, readonly string[]> => {
  const names = new Map<string, readonly string[]>();
  for (const file of readdirSync(outdir).filter((each) => each.endsWith('.template.json'))) {
    const { Resources } = JSON.parse(readFileSync(join(outdir, file), 'utf8')) as Template;
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type !== 'AWS::Lambda::Function' || Properties?.FunctionName === undefined) continue;
      // `vigil-<stage>-<name>`
      const name = Properties.FunctionName.split('-').slice(2).join('-');
      names.set(name, Object.keys(Properties.Environment?.Variables ?? {}));
    }
  }
  return names;
};
