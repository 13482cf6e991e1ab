import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../../events/catalogue.ts';
import { declarations } from '../lib/declarations.ts';

/** Participants that are no function: people, other systems, and AWS resources of the app. */
const others: ReadonlySet<string> = new Set([
  'platform',
  'vendor',
  'auditor',
  'operator',
  "Ada's phone",
  'vigil bus',
  'State',
  'Records',
  'Keys',
  'Ledger',
  'KMS',
  'Secrets Manager',
  'DynamoDB TTL',
]);
const capabilities = globSync('functions/*/README.md')
  .map((path) => basename(path.replace(/\/README\.md$/, '')))
  .filter((capability) => capability !== 'platform');
const types: ReadonlySet<string> = new Set(catalogue.map(({ type }) => type));
const functions = new Map(declarations.map((declaration) => [declaration.name, declaration]));

const diagramsIn = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^```mermaid\n(.*?)^```/gms)].map(([, diagram = '']) => diagram);
const factsIn = (text: string): string[] => text.match(/\b[a-z-]+\.[a-z-]+\.v\d+\b/g) ?? [];
const participantsOf = (diagram: string): ReadonlyMap<string, string> =>
  new Map(
    [...diagram.matchAll(/^ *participant (\w+) as (.+)$/gm)].map(([, id = '', name = '']) => [id, name]),
  );

test('each capability has a page with a sequence diagram', () => {
  expect(capabilities.length).toBeGreaterThan(6);
  const without = capabilities.filter(
    (capability) =>
      !diagramsIn(`docs/${capability}.md`).some((diagram) => diagram.startsWith('sequenceDiagram')),
  );
  expect(without).toEqual([]);
});

test.each(globSync('docs/*.md').filter((path) => diagramsIn(path).length > 0))(
  '%s: functions and facts in diagrams exist, and a function subscribes to what it gets from the bus',
  (path) => {
    for (const diagram of diagramsIn(path)) {
      const participants = participantsOf(diagram);
      const unknown = [...participants.values()].filter((name) => !functions.has(name) && !others.has(name));
      expect(unknown).toEqual([]);
      expect(factsIn(diagram).filter((type) => !types.has(type))).toEqual([]);
      for (const [line, from = '', to = '', text = ''] of diagram.matchAll(/^ *(\w+)--?>>(\w+): (.*)$/gm)) {
        const [sender, receiver] = [participants.get(from), participants.get(to)];
        expect([sender, receiver], line).not.toContain(undefined);
        if (sender !== 'vigil bus') continue;
        const subscribed = functions.get(receiver ?? '')?.subscribes?.map(({ type }) => type);
        expect(factsIn(text).length, line).toBeGreaterThan(0);
        expect(subscribed, line).toEqual(expect.arrayContaining(factsIn(text)));
      }
    }
  },
);

test('functions in the diagram of the README exist', () => {
  const [diagram = ''] = diagramsIn('README.md');
  const named = [...diagram.matchAll(/\[([a-z]+(?:-[a-z]+)+)(?:<|\])/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !functions.has(name))).toEqual([]);
});
