import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { eventDocs } from '../../build/event-docs.ts';

it('docs/events.md says what the contracts say (else: npm run docs)', () => {
  expect(readFileSync('docs/events.md', 'utf8')).toBe(eventDocs());
});
