import * as z from 'zod';
import { type AnyContract, statedData } from '../events/define.ts';
import { envelope } from '../events/envelope.ts';

export type Json = Record<string, unknown>;
type Target = 'draft-4' | 'draft-7' | 'draft-2020-12';

const ours = ['classification', 'purpose', 'retention'] as const;

/** The marks are no words of JSON Schema, so they get the prefix that every one of these formats leaves to its users. */
export const jsonSchema = (schema: z.ZodType, target: Target): Json =>
  z.toJSONSchema(schema, {
    target,
    io: 'input',
    override({ jsonSchema: made }) {
      const marks = made as Json;
      for (const mark of ours) {
        if (marks[mark] === undefined) continue;
        marks[`x-vigil-${mark}`] = marks[mark];
        // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the names are the three above
        delete marks[mark];
      }
    },
  });

/** The CloudEvent of a fact: as a sender states it, or as it travels on the bus with a reference to what was sealed. */
export const eventSchema = (contract: AnyContract, form: 'stated' | 'bus', target: Target): Json => {
  const data = form === 'stated' ? statedData(contract) : contract.data;
  const shape = envelope.extend({
    type: z.literal(contract.type).describe('The type and version of the fact.'),
    data: data.describe('The fields of the fact.'),
  });
  return { title: contract.type, description: contract.summary, ...jsonSchema(shape, target) };
};
