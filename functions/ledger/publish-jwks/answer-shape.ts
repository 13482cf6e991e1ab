import * as z from 'zod';

/** RFC 7517, 5. */
export const jwkSet = z.object({
  keys: z
    .array(
      z.object({
        kty: z.literal('EC').describe('The key type.'),
        crv: z.literal('P-256').describe('The curve.'),
        x: z.string().describe('The x coordinate, Base64url.'),
        y: z.string().describe('The y coordinate, Base64url.'),
        kid: z.string().describe('The id of the key, which signatures name.'),
        alg: z.literal('ES256').describe('The algorithm.'),
        use: z.literal('sig').describe('The key signs.'),
      }),
    )
    .describe(
      'The keys that verify what Vigil signed: the one in use first, then all that were used before.',
    ),
});
