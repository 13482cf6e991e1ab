import { expect, test } from 'vitest';
import { dataInventory } from '../../build/data-inventory.ts';

test('the inventory names every sealed field, and who may see it', () => {
  const inventory = dataInventory();
  for (const sealed of ['birthDate', 'emergencyContactPhone', 'content'])
    expect(inventory).toContain(`\`${sealed}\``);
  expect(inventory).toContain('| `psychotherapy-note` |');
});
