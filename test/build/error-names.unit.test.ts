import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

interface ErrorClass {
  readonly name: string;
  readonly file: string;
  readonly abstract: boolean;
  /** What it sets `name` to, if it is a literal. */
  readonly named: string | undefined;
}

/** The classes of a file that extend something whose name ends in `Error`. */
const errorClassesIn = (file: string, text = readFileSync(file, 'utf8')): readonly ErrorClass[] => {
  const found: ErrorClass[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassDeclaration(node) && extendsError(node))
      found.push({
        name: node.name?.text ?? '',
        file,
        abstract: node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false,
        named: nameSetBy(node),
      });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
};

const extendsError = ({ heritageClauses }: ts.ClassDeclaration): boolean =>
  (heritageClauses ?? []).some(
    ({ token, types }) =>
      token === ts.SyntaxKind.ExtendsKeyword &&
      types.some(({ expression }) => ts.isIdentifier(expression) && expression.text.endsWith('Error')),
  );

const nameSetBy = ({ members }: ts.ClassDeclaration): string | undefined => {
  for (const member of members) {
    if (!ts.isPropertyDeclaration(member) || !ts.isIdentifier(member.name)) continue;
    if (member.name.text !== 'name' || member.initializer === undefined) continue;
    return ts.isStringLiteral(member.initializer) ? member.initializer.text : undefined;
  }
  return undefined;
};

const classes = globSync('{functions,domain,events,policies,cli,client}/**/*.ts').flatMap((file) =>
  errorClassesIn(file),
);

// Logs and alarms read the name. A bundler may rename a class; it leaves a string alone.
test('every error that the product throws states its own name', () => {
  expect(classes.length).toBeGreaterThan(15);
  const unnamed = classes.filter(({ name, named, abstract }) => !abstract && named !== name);
  expect(unnamed.map(({ name, file }) => `${name} in ${file}`)).toEqual([]);
});

test('an error without a name, or with that of another, would be found', () => {
  expect(errorClassesIn('x.ts', 'class LostError extends Error {}')).toMatchObject([{ named: undefined }]);
  expect(errorClassesIn('x.ts', "class LostError extends Error { override name = 'X'; }")).toMatchObject([
    { name: 'LostError', named: 'X' },
  ]);
});
