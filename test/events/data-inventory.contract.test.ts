import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dataInventory, inventoryFile } from '../../build/data-inventory.ts';

test('docs/data-inventory.md says what contracts and policies say (else: npm run docs)', () => {
  expect(readFileSync(inventoryFile, 'utf8')).toBe(dataInventory());
});

test('it names every sealed field, and who may see it', () => {
  const inventory = dataInventory();
  for (const sealed of ['birthDate', 'emergencyContactPhone', 'content'])
    expect(inventory).toContain(`\`${sealed}\``);
  expect(inventory).toContain('| `psychotherapy-note` |');
});
