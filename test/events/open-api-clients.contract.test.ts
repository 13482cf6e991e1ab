import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { openApiFile } from '../../build/contract-docs.ts';

const source = readFileSync(openApiFile, 'utf8');

describe('the recommended rules of Redocly', () => {
  const complaintsOf = async (document: string) => {
    const config = await createConfig({ extends: ['recommended'] });
    const found = await lintFromString({ source: document, absoluteRef: openApiFile, config });
    return found.map(({ severity, ruleId, message }) => `${severity} ${ruleId}: ${message}`);
  };

  it('find no error and nothing to warn of in docs/openapi.json', async () => {
    expect(await complaintsOf(source)).toEqual([]);
  });

  it('are in force: a document without security is refused', async () => {
    const { security: _, ...open } = JSON.parse(source) as Record<string, unknown>;
    expect((await complaintsOf(JSON.stringify(open))).join('\n')).toContain('security-defined');
  });
});

const file = 'vigil-api.ts';

/** Compiles one module, in memory, as a client would with `strict`. */
const compile = (module: string): { program: ts.Program; faults: readonly string[] } => {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    lib: ['lib.es2022.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) =>
    name === file ? ts.createSourceFile(name, module, version, true) : read(name, version);
  const program = ts.createProgram([file], options, host);
  const faults = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  return { program, faults };
};

interface Body {
  /** As in "openRecords 200 application/json". */
  readonly of: string;
  readonly type: string;
}

/** The type of every answer that an operation of the module gives. */
const bodiesOf = (program: ts.Program): readonly Body[] => {
  const checker = program.getTypeChecker();
  const module = program.getSourceFile(file);
  const operations = module?.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'operations',
  );
  if (module === undefined || operations === undefined) throw new Error('there are no operations');
  const membersOf = (type: ts.Type) =>
    type.getProperties().map((property) => ({
      name: property.getName(),
      type: checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(property, module)),
    }));
  const member = (type: ts.Type, name: string) => membersOf(type).find((each) => each.name === name)?.type;
  return membersOf(checker.getTypeAtLocation(operations)).flatMap((operation) => {
    const responses = member(operation.type, 'responses');
    if (responses === undefined) throw new Error(`${operation.name} gives no answer`);
    return membersOf(responses).flatMap((response) => {
      const of = `${operation.name} ${response.name}`;
      const content = member(response.type, 'content');
      const bodies = content === undefined ? [] : membersOf(content);
      if (bodies.length === 0) return [{ of, type: 'never' }];
      return bodies.map(({ name, type }) => ({ of: `${of} ${name}`, type: checker.typeToString(type) }));
    });
  });
};

/** The answers of which the module does not say what is in them. */
const untyped = (bodies: readonly Body[]): readonly string[] =>
  bodies.flatMap(({ of, type }) => (/^(never|unknown|any|\{\}|.*<string, never>)$/.test(type) ? [of] : []));

describe('the TypeScript client that openapi-typescript generates', async () => {
  const module = astToString(await openapiTS(source));
  const { program, faults } = compile(`${module}
type Answer = operations['openRecords']['responses']['200']['content']['application/json'];
export const list: Answer = { records: [{ recordId: 'r', recordClass: 'c', sealedAt: 't' }] };
// @ts-expect-error -- a list of records is no number
export const wrong: Answer = { records: 7 };
`);
  const bodies = bodiesOf(program);

  it('is one module that compiles', () => {
    expect(faults).toEqual([]);
    expect(module).not.toContain('import ');
  });

  it('knows the type of every answer', () => {
    expect(bodies.length).toBeGreaterThan(60);
    const head = ['200', '404', '410', '503'].map((status) => `peekIncident ${status}`);
    expect(untyped(bodies)).toEqual(['receiveWebhook 204', 'answerIncident 303', ...head]);
  });

  it('would not know an answer whose schema says nothing', async () => {
    const document = JSON.parse(source) as { components: { schemas: Record<string, object> } };
    document.components.schemas['LoadReport'] = { type: 'object' };
    document.components.schemas['JwkSet'] = {};
    const vague = compile(astToString(await openapiTS(JSON.stringify(document))));
    expect(untyped(bodiesOf(vague.program))).toEqual(
      expect.arrayContaining(['askLoad 200 application/json', 'publicKeys 200 application/jwk-set+json']),
    );
  });
});
