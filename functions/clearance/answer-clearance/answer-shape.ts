import * as z from 'zod';
import { type Answer, code, id, instant } from '../../platform/http/answer-shape.ts';

const decisions = ['cleared', 'cleared-with-warnings', 'blocked'] as const;

const words = (about: string) => ({
  en: z.string().describe(`${about}, in English.`),
  es: z.string().describe(`${about}, in Spanish.`),
});

const advice = z.object({
  who: z
    .enum(['client', 'guardian', 'clinician', 'front-desk', 'administrator', 'counsel', 'platform'])
    .describe('Who can act.'),
  ...words('The next step'),
  newId: z
    .enum(['consentId', 'sessionId'])
    .describe('The id that must be a new one: the old one stays as it is.')
    .optional(),
  notPossible: z
    .object(words('Why'))
    .describe('Present where nothing that anybody does today lets this session start.')
    .optional(),
});

const check = z.object({
  clientId: id('Whom it is about, where several clients take part').optional(),
  check: code('What was checked'),
  about: code('The consent scope, where it is asked for each').optional(),
  status: z.enum(['pass', 'warn', 'fail']).describe('How the check went; one `fail` blocks the session.'),
  reason: code('Why it went that way'),
  reliedOn: id('The consent or license relied on').optional(),
  rule: code('The rule of the policy that decided').optional(),
  remedy: z.string().describe('What to do, in words; wherever a check did not pass.').optional(),
  advice: advice.describe('The same for clinicians: who can do what.').optional(),
});

const breakGlass = z.object({
  at: instant('When the glass was broken'),
  by: id('Who broke it'),
  review: z.enum(['open', 'done']).describe('Whether somebody else has reviewed it.'),
});

/** Whether a session may run now; any refusal has the same shape, with `mayStart` false and a reason. */
export const clearance = z.object({
  sessionId: id('The session').optional(),
  clientId: id('The client').optional(),
  decision: z.enum(decisions).describe('What the checks decided.'),
  mayStart: z.boolean().describe('True where it is cleared, or a clinician broke the glass.'),
  reason: code('Why there is no clearance').optional(),
  title: z.string().describe('The reason in a sentence.').optional(),
  advice: advice.describe('Who can do what about the reason.').optional(),
  startsAt: instant('The planned start, before the check-in').optional(),
  forecast: z
    .enum(decisions)
    .describe('What would be decided at the planned start, before the check-in.')
    .optional(),
  participants: z
    .array(
      z.object({
        clientId: id('A client who takes part'),
        decision: z.enum(decisions).describe('For them.'),
      }),
    )
    .describe('Who is cleared and who is not, where several clients take part.')
    .optional(),
  policyVersion: code('The version of the clearance policy').optional(),
  checks: z.array(check).describe('Every check that applied, with its result.').optional(),
  breakGlass: breakGlass.describe('The emergency for which a clinician broke the glass.').optional(),
});

export type ClearanceAnswer = Answer<typeof clearance>;
