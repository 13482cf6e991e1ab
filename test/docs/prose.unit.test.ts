import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Words that no engineer would use in a pull request today, with the one to write. */
const avoided: readonly (readonly [found: RegExp, write: string])[] = [
  [/\bwhoever\b/i, 'anyone who, the caller, the next person'],
  [/\banew\b/i, 'again'],
  [/\bshrugs?\b/i, 'fail fast'],
  [/\balarms? rings?\b/i, 'the alarm fires'],
  [/\brings? an alarm\b/i, 'raises an alarm'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bhears? of\b/i, 'receives, learns of'],
  [/\b(is|are|was|were) owed\b/i, 'gets, is due'],
  [/\bstands against\b/i, 'prevents'],
  [/\bin a storm\b/i, 'in an alert burst'],
];

/** This test has to name the words. */
const itself = 'test/docs/prose.unit.test.ts';

test('comments, texts and documents use plain current English', () => {
  const tracked = execFileSync('git', ['ls-files', '*.ts', '*.md', '*.js'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => file !== itself);
  expect(tracked.length).toBeGreaterThan(300);
  const found = tracked.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        avoided
          .filter(([word]) => word.test(line))
          .map(([, write]) => `${file}:${String(index + 1)}: write "${write}": ${line.trim()}`),
      ),
  );
  expect(found).toEqual([]);
});
