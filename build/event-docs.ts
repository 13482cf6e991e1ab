/** Writes docs/events.md from the contracts; `test/events/event-docs.contract.test.ts` fails where it is out of date. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { catalogue } from '../events/catalogue.ts';
import { type AnyContract, statedData } from '../events/define.ts';

interface Row {
  readonly field: string;
  readonly schema: z.ZodType;
  readonly required: boolean;
}

/** Every field of a schema with its path; lists show as `name[]`. A field within an optional one may be required there. */
const fields = (schema: z.ZodType, path = '', required = true): Row[] => {
  const meta = schema.meta();
  if (meta?.classification !== undefined) return [{ field: path, schema, required }];
  if (schema instanceof z.ZodOptional) return fields(schema.unwrap() as z.ZodType, path, false);
  const around = meta?.description === undefined ? [] : [{ field: path, schema, required }];
  if (schema instanceof z.ZodArray) {
    return [...around, ...fields(schema.element as z.ZodType, `${path}[]`)];
  }
  if (schema instanceof z.ZodObject) {
    const inner = Object.entries(schema.shape).flatMap(([name, field]) =>
      fields(field as z.ZodType, path === '' ? name : `${path}.${name}`),
    );
    return [...around, ...inner];
  }
  throw new Error(`${path} has no classification`);
};

const section = (contract: AnyContract): string => {
  const rows = fields(statedData(contract)).map(({ field, schema, required }) => {
    const meta = schema.meta() ?? {};
    const codes =
      schema instanceof z.ZodEnum ? ` One of ${schema.options.map((code) => `\`${code}\``).join(', ')}.` : '';
    const description = `${String(meta.description)}${codes}`.replaceAll('|', '\\|');
    return `| \`${field}\`${required ? '' : ' (optional)'} | ${description} | ${meta.classification ?? ''} | ${meta.purpose ?? ''} |`;
  });
  return [
    `### \`${contract.type}\``,
    '',
    `${contract.summary} [Example](../events/examples/${contract.type}.json)`,
    '',
    '| field | meaning | classification | purpose |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
};

const sections = (origin: AnyContract['origin']): string =>
  (catalogue as readonly AnyContract[])
    .filter((contract) => contract.origin === origin)
    .map(section)
    .join('\n\n');

/** The page that people read to send and to receive events. */
export const eventDocs = (): string => `# Events

Generated from \`events/\` by \`npm run docs\`.

Every event is a [CloudEvent 1.0](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md) with \`specversion\`,
\`id\`, \`source\`, \`type\`, \`time\` and \`data\`. \`source\` and \`id\` together name it: the same event again changes nothing.
On the bus the extension \`tenantid\` names the tenant. Fields classified \`personal\` or \`health\` are sealed at the edge under
the client's own key and do not travel; \`dataref\` then names the sealed record. Unknown fields are dropped.

How to send one: [sending-events.md](sending-events.md).

## What a platform states

${sections('provider')}

## What Vigil states

${sections('vigil')}
`;

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../docs/events.md'), eventDocs());
