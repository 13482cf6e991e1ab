import { globSync, readFileSync } from 'node:fs';

export interface Snippet {
  /** Page and line, such as `docs/sending-events.md:20`. */
  readonly place: string;
  readonly page: string;
  readonly code: string;
}

/** Every block of TypeScript in the README and the pages of docs/. */
export const snippets: readonly Snippet[] = ['README.md', ...globSync('docs/*.md').sort()].flatMap((page) => {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^( *)```(?:ts|typescript)\n([^]*?)^ *```$/gm)].map(
    ({ index, 1: indent = '', 2: code = '' }) => ({
      place: `${page}:${text.slice(0, index).split('\n').length}`,
      page,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
});
