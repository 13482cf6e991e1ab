import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const folder = 'docs/adr';
const files = readdirSync(folder).sort();

test('decisions are numbered from 1 without a gap', () => {
  expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
});

describe.each(files)('%s', (file) => {
  const text = readFileSync(`${folder}/${file}`, 'utf8');

  test('has a number, a date, a status, a context, a decision and its consequences', () => {
    const number = String(Number(file.slice(0, 4)));
    expect(text).toMatch(new RegExp(`^# ${number}\\. \\S.*\\n\\nDate: \\d{4}-\\d{2}-\\d{2}\\n\\nStatus: `));
    expect(text).toMatch(/^Status: (proposed|accepted|superseded by ADR \d+)$/m);
    const sections = [...text.matchAll(/^## (.+)\n\n(\S[^#]*)/gm)].map(([, name]) => name);
    expect(sections).toEqual(['Context', 'Decision', 'Consequences']);
  });

  test('has lines of at most 120 columns', () => {
    expect(text.split('\n').filter((line) => line.length > 120 && !line.startsWith('|'))).toEqual([]);
  });
});

test('every reference to a decision leads to one', () => {
  const tracked = execFileSync('git', ['ls-files', '*.ts', '*.md', '*.js'], { encoding: 'utf8' });
  const broken = tracked
    .trim()
    .split('\n')
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      const named = [...text.matchAll(/\bADRs? (\d+)/g)].map(([, number = '']) => number.padStart(4, '0'));
      const linked = [...text.matchAll(/adr\/(\d{4})-[a-z0-9-]+\.md/g)].map(([path]) => path.slice(4));
      const unknown = [
        ...named.filter((number) => !files.some((known) => known.startsWith(number))),
        ...linked.filter((known) => !files.includes(known)),
      ];
      return unknown.map((reference) => `${file}: ${reference}`);
    });
  expect(broken).toEqual([]);
});
