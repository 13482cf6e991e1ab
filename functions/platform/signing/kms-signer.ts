import { createHash, createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { base64url, type JWK } from 'jose';
import { signedTypes } from '../../../domain/signed-claims.ts';
import type { Sign } from './signer.ts';

/** Signs claims as a JWS in compact form, ES256 (RFC 7515, RFC 7518 3.4), with a key that never leaves KMS. */
export const kmsSigner =
  (client: KMSClient, keyArn: string): Sign =>
  async (claims) => {
    const header = { alg: 'ES256', typ: signedTypes[claims.kind], kid: keyIdOf(keyArn) };
    const input = `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(claims))}`;
    const { Signature } = await client.send(
      new SignCommand({
        KeyId: keyArn,
        ...messageOf(input),
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    if (Signature === undefined) throw new Error('KMS returned no signature');
    return `${input}.${base64url.encode(joseSignature(Signature))}`;
  };

/** The public key as a JWK (RFC 7517) under the same `kid` as the signatures. */
export const kmsPublicJwk = async (client: KMSClient, keyArn: string): Promise<JWK> => {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyArn }));
  if (PublicKey === undefined) throw new Error('KMS returned no public key');
  const jwk = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }).export({
    format: 'jwk',
  }) as JWK;
  return { ...jwk, kid: keyIdOf(keyArn), alg: 'ES256', use: 'sig' };
};

/** KMS takes messages of 4096 bytes at most; of longer ones it signs the digest, with the same result. */
const messageOf = (input: string) =>
  input.length <= 4096
    ? ({ Message: new TextEncoder().encode(input), MessageType: 'RAW' } as const)
    : ({ Message: createHash('sha256').update(input).digest(), MessageType: 'DIGEST' } as const);

const keyIdOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** KMS answers in DER (SEQUENCE of two INTEGERs); JOSE wants r and s side by side, 32 bytes each. */
const joseSignature = (der: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(der);
  const rLength = bytes[3] ?? 0;
  const r = bytes.subarray(4, 4 + rLength);
  const s = bytes.subarray(6 + rLength);
  const padded = (integer: Buffer) => Buffer.concat([Buffer.alloc(32), integer]).subarray(-32);
  return Buffer.concat([padded(r), padded(s)]);
};
