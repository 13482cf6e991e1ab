import * as z from 'zod';
import type { Classification, Purpose } from './classification.ts';
import { isPlaceCode, placeProblem } from './place-codes.ts';

interface About {
  title: string;
  description: string;
  purpose: Purpose;
  example: unknown;
}

const describe = <S extends z.ZodType>(schema: S, classification: Classification, about: About): S => {
  const { example, ...rest } = about;
  const retention = classification === 'personal' || classification === 'health' ? 'record' : 'ledger';
  return schema.meta({ ...rest, classification, retention, examples: [example] });
};

/** An identifier that says nothing about anybody: letters, digits, `-` and `_`, so no e-mail address or name with a space fits. */
export const opaqueIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

const opaqueIdSchema = z.string().regex(opaqueIdPattern, {
  error: 'must be an opaque id: 1 to 64 letters, digits, "-" or "_"',
});

export const opaqueId = (title: string, purpose: Purpose, example: string) =>
  describe(opaqueIdSchema, 'opaque-id', {
    title,
    description: `${title}: an opaque id of the sender's choosing, never a name, number or address.`,
    purpose,
    example,
  });

/** Whose key seals a record: `client:<id>`, or `roster` for a tenant's staff. */
export const subject = (title: string, purpose: Purpose, example = 'client:client-7f3a') =>
  describe(
    z.string().regex(/^(client:[A-Za-z0-9][A-Za-z0-9_-]{0,63}|roster)$/, {
      error: 'must be "client:<id>" or "roster"',
    }),
    'opaque-id',
    { title, description: `${title}: "client:<id>", or "roster".`, purpose, example },
  );

export const opaqueIds = (title: string, purpose: Purpose, example: readonly string[]) =>
  describe(z.array(opaqueIdSchema).max(100), 'opaque-id', {
    title,
    description: `${title} (opaque ids, at most 100).`,
    purpose,
    example,
  });

export const code = <const C extends readonly [string, ...string[]]>(
  codes: C,
  about: Omit<About, 'example'>,
) => describe(z.enum(codes), 'code', { ...about, example: codes[0] });

/**
 * An ISO 3166-2 subdivision (`US-CA`) or ISO 3166-1 country (`IE`). Small letters are read as capitals; a code that the
 * standard does not have is refused by name, since a place that does not exist has no law.
 */
export const jurisdiction = (title: string, purpose: Purpose, example = 'US-CA') =>
  describe(
    z
      .string()
      .toUpperCase()
      .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, {
        error: 'must be an ISO 3166 code such as "US-CA" or "IE"',
        abort: true,
      })
      .refine(isPlaceCode, { error: ({ input }) => placeProblem(String(input)) }),
    'code',
    { title, description: `${title}, as an ISO 3166 code in capital letters.`, purpose, example },
  );

/** A code whose values a policy or the sender defines; the shape alone keeps free text out. */
export const openCode = (title: string, purpose: Purpose, example: string) =>
  describe(z.string().regex(/^[a-z0-9][a-z0-9.:_-]{0,63}$/, { error: 'must be a lower-case code' }), 'code', {
    title,
    description: `${title} (a lower-case code, at most 64 characters).`,
    purpose,
    example,
  });

/** A value of a closed form, such as a time of day: the pattern keeps free text out. */
export const text = (pattern: RegExp, title: string, example: string) =>
  describe(z.string().regex(pattern, { error: `must look like "${example}"` }), 'code', {
    title,
    description: `${title}, such as "${example}".`,
    purpose: 'crisis-response',
    example,
  });

export const flag = (title: string, purpose: Purpose, example: boolean) =>
  describe(z.boolean(), 'code', { title, description: `${title}: true or false.`, purpose, example });

/** RFC 3339, with an offset. */
export const instant = (title: string, purpose: Purpose, example = '2027-03-01T10:00:00Z') =>
  describe(z.iso.datetime({ offset: true }), 'time', {
    title,
    description: `${title}, RFC 3339 with an offset.`,
    purpose,
    example,
  });

export const seconds = (title: string, purpose: Purpose, example: number) =>
  describe(z.number().int().min(1).max(604_800), 'count', {
    title,
    description: `${title}, in seconds.`,
    purpose,
    example,
  });

export const count = (title: string, purpose: Purpose, example: number) =>
  describe(z.number().int().min(0), 'count', {
    title,
    description: `${title} (a whole number).`,
    purpose,
    example,
  });

/** A count within limits; stated here, since a limit added later would lose the mark. */
export const countBetween = (least: number, most: number, title: string, purpose: Purpose, example: number) =>
  describe(z.number().int().min(least).max(most), 'count', {
    title,
    description: `${title} (${least} to ${most}).`,
    purpose,
    example,
  });

/** Days of the week, 1 Monday to 7 Sunday (ISO 8601). */
export const weekdays = (title: string, purpose: Purpose) =>
  describe(z.array(z.number().int().min(1).max(7)).min(1).max(7), 'code', {
    title,
    description: `${title}, 1 Monday to 7 Sunday.`,
    purpose,
    example: [1, 2, 3, 4, 5],
  });

export const signature = (title: string, example: string) =>
  describe(z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/), 'signature', {
    title,
    description: `${title}, a JWS in compact form (RFC 7515).`,
    purpose: 'accountability',
    example,
  });

/** Identifies a living person or tells where they are. Sealed at the edge. */
export const personal = <S extends z.ZodType>(schema: S, about: About) => describe(schema, 'personal', about);

/** Says something about a person's health. Sealed at the edge. */
export const health = <S extends z.ZodType>(schema: S, about: About) => describe(schema, 'health', about);

/** ITU-T E.164. */
export const e164 = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, { error: 'must be an E.164 number such as "+12025550101"' });

export const consentScope = (description: string) =>
  code(
    [
      'telehealth-treatment',
      'data-processing',
      'recording',
      'emergency-contact-disclosure',
      'school-disclosure',
      'out-of-session-messages',
      'group-confidentiality',
    ],
    { title: 'Scope', description, purpose: 'clearance' },
  );
