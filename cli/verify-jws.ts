import { base64url, compactVerify, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import { signedTypes, type VerifyClaims } from '../domain/signed-claims.ts';

/** Verifies ES256 signatures under one of the keys, and that they are of the type that is expected. */
export const jwsVerifier = (jwks: JSONWebKeySet): VerifyClaims => {
  const keys = createLocalJWKSet(jwks);
  const kids = new Set(jwks.keys.map(({ kid }) => kid));
  return async (jws, kinds) => {
    const signature = jws.split('.')[2] ?? '';
    let header: ReturnType<typeof decodeProtectedHeader>;
    try {
      header = decodeProtectedHeader(jws);
    } catch {
      return { outcome: 'forged' };
    }
    const { kid } = header;
    // Only what looks like an id is repeated: the rest may be anything that a forger wrote.
    if (typeof kid === 'string' && !kids.has(kid) && /^[\w-]{1,128}$/.test(kid))
      return { outcome: 'key-unknown', kid };
    try {
      const { payload, protectedHeader } = await compactVerify(jws, keys, { algorithms: ['ES256'] });
      // The last character of base64url holds bits that decoding drops: one signature has one spelling.
      if (base64url.encode(base64url.decode(signature)) !== signature) return { outcome: 'forged' };
      const { typ = 'none' } = protectedHeader;
      if (!kinds.some((kind) => signedTypes[kind] === typ)) return { outcome: 'other-type', typ };
      return { outcome: 'holds', claims: JSON.parse(new TextDecoder().decode(payload)) as unknown };
    } catch {
      return { outcome: 'forged' };
    }
  };
};
