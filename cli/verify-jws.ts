import { base64url, compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';

/** The claims of a JWS whose ES256 signature holds under one of the keys; nothing for anything else. */
export const jwsVerifier = (jwks: JSONWebKeySet) => {
  const keys = createLocalJWKSet(jwks);
  return async (jws: string): Promise<unknown> => {
    const signature = jws.split('.')[2] ?? '';
    try {
      const { payload } = await compactVerify(jws, keys, { algorithms: ['ES256'] });
      // The last character of base64url holds bits that decoding drops: one signature has one spelling.
      if (base64url.encode(base64url.decode(signature)) !== signature) return undefined;
      return JSON.parse(new TextDecoder().decode(payload)) as unknown;
    } catch {
      return undefined;
    }
  };
};
