import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { snippets } from './snippets.ts';

const root = process.cwd();

const optionsOfRepository = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
};

/** What the compiler says about texts that are files of this repository for as long as it reads them. */
const diagnose = (sources: ReadonlyMap<string, string>): readonly string[] => {
  const host = ts.createCompilerHost(optionsOfRepository());
  const onDisk = { readFile: host.readFile.bind(host), fileExists: host.fileExists.bind(host) };
  const program = ts.createProgram([...sources.keys()], optionsOfRepository(), {
    ...host,
    fileExists: (path) => sources.has(path) || onDisk.fileExists(path),
    readFile: (path) => sources.get(path) ?? onDisk.readFile(path),
    getSourceFile: (path, language) => {
      const text = sources.get(path) ?? onDisk.readFile(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, language, true);
    },
  });
  return [...sources.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start = 0 }) => {
        const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
        const message = ts.flattenDiagnosticMessageText(messageText, ' ');
        return `${path.slice(root.length + 1)}, line ${String(line)}: ${message}`;
      },
    );
  });
};

test('every TypeScript snippet in the documents compiles as it stands', () => {
  expect(snippets.length).toBeGreaterThanOrEqual(2);
  const sources = new Map(
    snippets.map(({ place, code }) => [join(root, `${place.replace(':', '.line-')}.ts`), code]),
  );
  // One that does not, so that this test proves that it can see one.
  const broken = join(root, 'docs/broken.md.line-1.ts');
  const wrong = "import { vigilClient } from 'vigil/client';\nvigilClient({ url: 1 });\n";
  const found = diagnose(new Map([...sources, [broken, wrong]]));
  expect(found.filter((each) => !each.startsWith('docs/broken.md'))).toEqual([]);
  expect(found).toEqual([expect.stringContaining('docs/broken.md.line-1.ts, line 2')]);
});
