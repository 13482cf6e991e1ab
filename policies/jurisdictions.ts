import * as z from 'zod';
import { clearanceRule } from './clearance.ts';
import { confidence, place, source } from './fields.ts';
import { retentionRule } from './retention.ts';

const readOn = z.iso.date();

/**
 * What is known about the law of one place. `listed`: sessions may be held from there. `preview`: only for tenants that
 * turn it on. `country`: its rules apply in its parts, and it is no place to hold a session from by itself.
 */
export const jurisdictionPackage = z
  .strictObject({
    place,
    name: z.string().min(2),
    status: z.enum(['listed', 'preview', 'country']),
    readOn,
    /** The general age of majority. Nobody of 18 or more is a minor here, whatever it is. */
    majority: z
      .strictObject({ age: z.int().min(14).max(21), confidence: z.enum(['A', 'B']), source, readOn })
      .optional(),
    numbers: z
      .strictObject({
        emergency: z.string().min(3),
        crisis: z.array(z.string().min(3)),
        confidence: z.enum(['A', 'B']),
        source,
      })
      .optional(),
    clearance: z.array(clearanceRule),
    retention: z.array(retentionRule),
    /** What was not found, not read, or cannot be expressed: no rule follows from it, and a person decides. */
    questions: z.array(
      z.strictObject({
        topic: z.enum(['majority', 'consent-method', 'retention', 'emergency-numbers']),
        text: z.string().min(5),
        confidence,
      }),
    ),
  })
  .superRefine((given, { addIssue }) => {
    const complain = (path: (string | number)[], message: string) =>
      addIssue({ code: 'custom', path, message });
    (['clearance', 'retention'] as const).forEach((part) => {
      given[part].forEach((rule, index) => {
        const at = [part, index];
        if (rule.jurisdiction !== given.place)
          complain([...at, 'jurisdiction'], 'must be the place of the file');
        if (!rule.id.startsWith(`${given.place.toLowerCase()}.`))
          complain([...at, 'id'], 'must begin with the place');
        if (rule.readOn === undefined) complain([...at, 'readOn'], 'must say when the source was read');
        const unsettled = 'kind' in rule && rule.kind === 'unsettled-self-consent';
        if (rule.confidence === undefined) complain([...at, 'confidence'], 'must say how sure it is');
        else if (rule.confidence === 'C' && !unsettled)
          complain([...at, 'confidence'], 'must not be C: what nobody has read is a question, and no rule');
        else if (rule.confidence !== 'A' && 'kind' in rule && rule.kind === 'self-consent')
          complain([...at, 'confidence'], 'must be A: a rule that permits must be read in the law');
      });
    });
  });

export type JurisdictionPackage = z.infer<typeof jurisdictionPackage>;
