/** Finds the source line of a stack frame in the logs: `npm run locate -- escalate 3:4567`. */
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { root } from './bundle.ts';

const [name = '', frame = ''] = process.argv.slice(2);
const [line = NaN, column = NaN] = frame.split(':').map(Number);
if (name === '' || Number.isNaN(line) || Number.isNaN(column)) {
  console.error('usage: npm run locate -- <function> <line>:<column>');
  process.exit(2);
}

const map = join(root, 'dist/source-maps', `${name}.map`);
if (!existsSync(map)) {
  console.error(`${relative('', map)} does not exist: run npm run build at the deployed commit first`);
  process.exit(2);
}
const payload = JSON.parse(readFileSync(map, 'utf8')) as SourceMapPayload;
// A frame counts lines and columns from 1, a source map from 0.
const entry = new SourceMap(payload).findEntry(line - 1, column - 1);
if ('originalSource' in entry && entry.generatedLine === line - 1) {
  // Sources are named from where the bundle was built, dist/functions/<name>.
  const file = relative(root, resolve(root, 'dist/functions', name, entry.originalSource));
  console.log(`${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`);
} else {
  console.error(`${name} has no code at ${frame}: was it built from the deployed commit?`);
  process.exit(1);
}
