import { generateKeyPairSync, sign } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { kmsClient } from '../../../../functions/platform/aws/aws-clients.ts';
import { kmsPublicJwk, kmsSigner } from '../../../../functions/platform/signing/kms-signer.ts';

process.env['AWS_REGION'] = 'us-east-1';
const keyArn = 'arn:aws:kms:us-east-1:000000000000:key/signing-1';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const kms = mockClient(KMSClient);
const derSignatures: Buffer[] = [];

beforeEach(() => {
  kms.reset();
  derSignatures.length = 0;
  // As KMS does: ECDSA over the message, in DER.
  kms.on(SignCommand).callsFake(({ Message }: { Message: Uint8Array }) => {
    const Signature = sign('sha256', Message, privateKey);
    derSignatures.push(Signature);
    return { Signature: new Uint8Array(Signature) };
  });
  kms.on(GetPublicKeyCommand).callsFake(() => ({
    PublicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
  }));
});

const signClaims = (claims: object) => kmsSigner(kmsClient(), keyArn)({ kind: 'purge', ...claims });

describe('a signature', () => {
  test('is verified by anybody with the published key, and says what was signed', async () => {
    const claims = { kind: 'purge', recordId: 'note-1', rules: ['r1'], purgedAt: '2034-03-03T12:00:00.000Z' };
    const jws = await signClaims(claims);
    const keys = createLocalJWKSet({ keys: [await kmsPublicJwk(kmsClient(), keyArn)] });
    expect((await jwtVerify(jws, keys, { algorithms: ['ES256'] })).payload).toEqual(claims);
    expect(decodeProtectedHeader(jws)).toEqual({
      alg: 'ES256',
      typ: 'vigil-purge-certificate+jwt',
      kid: 'signing-1',
    });
  });

  test('is asked of KMS over the message itself, by the key of this deployment', async () => {
    const jws = await signClaims({ a: 1 });
    const { Message, ...input } = kms.commandCalls(SignCommand)[0]?.args[0].input ?? {};
    expect(input).toEqual({ KeyId: keyArn, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' });
    expect(Buffer.from(Message as Uint8Array).toString()).toBe(jws.split('.').slice(0, 2).join('.'));
  });

  test('fails where one claim was changed', async () => {
    const [header, , signature] = (await signClaims({ recordId: 'note-1' })).split('.');
    const forged = Buffer.from(JSON.stringify({ recordId: 'note-2' })).toString('base64url');
    const key = await importJWK(await kmsPublicJwk(kmsClient(), keyArn));
    await expect(compactVerify([header, forged, signature].join('.'), key)).rejects.toThrow();
  });

  test('verifies whatever the length of the two numbers that KMS answers with', async () => {
    const key = await importJWK(await kmsPublicJwk(kmsClient(), keyArn));
    // DER drops leading zeros and adds one where a number would look negative: 31, 32 and 33 bytes all occur.
    const lengths = new Set<string>();
    const wanted = ['r31', 'r32', 'r33', 's31', 's32', 's33'];
    for (let count = 0; count < 5000 && !wanted.every((length) => lengths.has(length)); count += 1) {
      const jws = await signClaims({ count });
      const der = derSignatures.at(-1) ?? Buffer.alloc(0);
      const rLength = der[3] ?? 0;
      const found = [`r${rLength}`, `s${der[5 + rLength] ?? 0}`];
      if (found.every((length) => lengths.has(length))) continue;
      found.forEach((length) => lengths.add(length));
      await expect(compactVerify(jws, key)).resolves.toBeDefined();
    }
    expect([...lengths]).toEqual(expect.arrayContaining(wanted));
  });
});

test('the published key is for verifying only, and holds nothing secret', async () => {
  const jwk = await kmsPublicJwk(kmsClient(), keyArn);
  expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: 'signing-1' });
});

test('an answer of KMS without a signature or a key is a fault, not an empty certificate', async () => {
  kms.on(SignCommand).resolves({});
  kms.on(GetPublicKeyCommand).resolves({});
  await expect(signClaims({})).rejects.toThrow('no signature');
  await expect(kmsPublicJwk(kmsClient(), keyArn)).rejects.toThrow('no public key');
});
