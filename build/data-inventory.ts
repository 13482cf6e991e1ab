/** `npm run docs`: writes dist/docs/data-inventory.md from the marks of the contracts and the policies. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { isSensitive } from '../events/classification.ts';
import { catalogue } from '../events/catalogue.ts';
import { type AnyContract, statedData } from '../events/define.ts';
import { readRetentionPolicy } from '../functions/retention/policy.ts';
import accessJson from '../policies/records.json' with { type: 'json' };
import { accessPolicy } from '../policies/records.ts';

interface Field {
  readonly name: string;
  readonly title: string;
  readonly purpose: string;
  readonly types: string[];
}

/** The inventory as Markdown; the test compares it with the file. */
export const dataInventory = (): string => {
  const access = accessPolicy.parse(accessJson).classes;
  const { recordClasses, rules, version } = readRetentionPolicy();
  const classes = Object.entries(recordClasses).map(([name, { title, governedBy }]) => {
    const kept = rules.filter((rule) => rule.recordClasses.includes(name)).map(({ id }) => `\`${id}\``);
    const who = access[name]?.permits.map(
      ({ roles, purposes }) => `${roles.join(', ')} for ${purposes.join(', ')}`,
    );
    const howLong = governedBy === 'use' ? 'while it is in use' : kept.join(', ');
    return `| \`${name}\` | ${title} | ${howLong} | ${who?.join('; ') ?? 'nobody; only Vigil itself, to page'} |`;
  });
  return `# Data inventory and privacy notice

Generated from the marks of the contracts and from the policies (version ${version}); do not edit. \`npm run docs\` writes it again.

## What is sealed

Personal and health data. Sealed at the edge under the client's own key (AES-256-GCM, wrapped by KMS), in the table Records; never on the bus, in queues, logs, SMS or the ledger. Each opening is a fact.

${table(fieldsWhere(true))}
One copy lies elsewhere: the phone numbers of the staff on standby, in Secrets Manager (\`vigil/<stage>/standby/<tenant>\`), encrypted with the customer's KMS key, so that they are reached while no table answers. Each published roster replaces them.

## How long sealed records are kept, and who may open them

| class | what it is | kept by the latest of | who may open it |
|---|---|---|---|
${classes.join('\n')}

## What travels in the clear

Opaque ids, codes, times and counts: nothing that identifies a person without the provider's own systems. Encrypted at rest with the customer's KMS key; in the ledger for six years.

${table(fieldsWhere(false))}`;
};

const table = (fields: readonly Field[]): string =>
  `| field | what it is | why | in |\n|---|---|---|---|\n${fields
    .map(({ name, title, purpose, types }) => `| \`${name}\` | ${title} | ${purpose} | ${types.join(', ')} |`)
    .join('\n')}\n`;

const fieldsWhere = (sensitive: boolean): Field[] => {
  const fields = new Map<string, Field>();
  for (const contract of catalogue as readonly AnyContract[]) {
    for (const [name, field] of Object.entries(statedData(contract).shape) as [string, z.ZodType][]) {
      const mark =
        field.meta() ?? (field instanceof z.ZodOptional ? (field.unwrap() as z.ZodType).meta() : undefined);
      if (mark?.classification === undefined || isSensitive(mark.classification) !== sensitive) continue;
      const key = `${name} ${mark.title ?? ''}`;
      const known = fields.get(key);
      if (known === undefined) {
        fields.set(key, {
          name,
          title: mark.title ?? '',
          purpose: mark.purpose ?? '',
          types: [`\`${contract.type}\``],
        });
      } else known.types.push(`\`${contract.type}\``);
    }
  }
  return [...fields.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
};

if (process.argv[1] === import.meta.filename) {
  const folder = join(import.meta.dirname, '../dist/docs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'data-inventory.md'), dataInventory());
}
