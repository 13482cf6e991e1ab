import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign, exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyAccess, verifyCertificate } from '../../cli/verify.ts';
import { canonical } from '../../domain/canonical-json.ts';
import { sealedPart, sealPage } from '../../domain/records/access-page.ts';
import { type SignedClaims, signedTypes } from '../../domain/signed-claims.ts';
import type { PurgeCertificate } from '../../domain/retention/disposition.ts';
import type { ErasureCertificate } from '../../domain/retention/erasure.ts';
import type { AccessBundle } from '../../functions/records/export-access/bundle.ts';
import { bundleAsPage } from '../../functions/records/export-access/page.ts';
import { readRetentionWords } from '../../functions/records/policy.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-verify-'));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
const at = '2034-03-03T12:00:00.000Z';
let jwks: JSONWebKeySet;
let sign: (claims: SignedClaims, typ?: string) => Promise<string>;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256', use: 'sig' }] };
  sign = (claims, typ = signedTypes[claims.kind]) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ES256', typ, kid: 'key-1' })
      .sign(privateKey);
});

const fileOf = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const keys = (set: JSONWebKeySet = jwks) => fileOf('jwks.json', JSON.stringify(set));

const purge: PurgeCertificate = {
  kind: 'purge',
  tenantId: 'clinic',
  recordId: 'note-1',
  recordClass: 'progress-note',
  by: 'ttl',
  dueAt: at,
  purgedAt: at,
  policyVersion: '2026-11',
  rules: ['us-ca.psychologist'],
  stage: 'final',
  finalAt: at,
};
const erasure: ErasureCertificate = {
  kind: 'erasure',
  tenantId: 'clinic',
  requestId: 'request-1',
  requestedAt: at,
  erasedAt: at,
  records: 2,
  method: 'key-destroyed',
  stage: 'final',
  certifiedAt: at,
};

describe('verify-certificate', () => {
  const verify = async (jws: string, set?: JSONWebKeySet) =>
    verifyCertificate(fileOf('certificate.jws', `${jws}\n`), keys(set));

  test.each([purge, erasure])('accepts a certificate and prints what it states: $kind', async (claims) => {
    const { exitCode, json } = await verify(await sign(claims));
    expect([exitCode, json]).toEqual([0, { outcome: 'holds', claims }]);
  });

  test.each(['ledger-digest', 'ledger-export-seal', 'access-export-seal'] as const)(
    'refuses everything else that Vigil signs, although the signature holds: %s',
    async (kind) => {
      const { exitCode, json, text } = await verify(await sign({ kind }));
      expect([exitCode, json]).toEqual([1, { outcome: 'broken', fault: 'other-type' }]);
      expect(text).toContain('this is no certificate');
    },
  );

  test('refuses claims of another type under the type of a certificate, and the other way round', async () => {
    const digest = await verify(await sign({ kind: 'ledger-digest' }, signedTypes.purge));
    expect(digest).toMatchObject({ exitCode: 1, json: { fault: 'schema' } });
    expect(await verify(await sign(purge, signedTypes['ledger-digest']))).toMatchObject({
      exitCode: 1,
      json: { fault: 'other-type' },
    });
  });

  test('names the fields that do not fit', async () => {
    const { dueAt: _, ...without } = { ...purge, by: 'magic' };
    const { exitCode, text } = await verify(await sign(without));
    expect(exitCode).toBe(1);
    expect(text).toMatch(/by, dueAt does not fit/);
  });

  test('names the key where it is not published, instead of calling it forged', async () => {
    const { exitCode, text, json } = await verify(await sign(purge), { keys: [] });
    expect([exitCode, json]).toEqual([1, { outcome: 'broken', fault: 'key-unknown' }]);
    expect(text).toContain('key key-1 signed it');
  });
});

const bundle: AccessBundle = {
  kind: 'access-export',
  exportId: 'export-1',
  tenantId: 'clinic',
  clientId: 'client-1',
  exportedAt: at,
  records: [
    {
      recordId: 'rec-0867',
      recordClass: 'client-profile',
      sealedAt: '2027-03-01T12:00:00.000Z',
      retention: {
        status: 'until',
        expiresAt: at,
        won: 'us-ca.psychologist',
        policyVersion: '2026-11',
        rules: ['us-ca.psychologist'],
      },
      content: { birthDate: '1990-04-12', emergencyContactName: 'Example </script> Contact' },
    },
  ],
  withheld: [{ recordId: 'note-9', recordClass: 'psychotherapy-note', why: '45 CFR 164.508(a)(2)' }],
  consents: {},
  retentionProfile: { clientId: 'client-1', jurisdictions: ['US-CA'], dischargedAt: at },
};

describe('an access export', () => {
  const seal = { kind: 'access-export-seal', tenantId: 'clinic', exportId: 'export-1' } as const;
  const pageOf = async (): Promise<string> => {
    const page = bundleAsPage(bundle, readRetentionWords());
    const hashes = { sha256: sha256(canonical(bundle)), page: sha256(sealedPart(page)) };
    return sealPage(page, await sign({ ...seal, ...hashes }));
  };
  const jsonOf = async (): Promise<string> =>
    JSON.stringify({
      bundle,
      signature: await sign({ ...seal, sha256: sha256(canonical(bundle)) } as SignedClaims),
    });
  const verify = async (text: string) => verifyAccess(fileOf('records.html', text), keys());

  test('is readable by a patient: titles, labels, dates and rules in words, no raw JSON', async () => {
    const page = (await pageOf()).split('<script')[0] ?? '';
    for (const words of [
      'Client profile: birth date, emergency contact, March 1, 2027',
      'Date of birth',
      'April 12, 1990',
      'kept until March 3, 2034',
      'Cal. Bus. &amp; Prof. Code 2919',
      'The law does not give you a right to a copy: 45 CFR 164.508(a)(2)',
      'Care ended on',
    ])
      expect(page.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(page).not.toMatch(/[{}]"|birthDate|\d{4}-\d{2}-\d{2}T/);
  });

  test.each([
    ['page', pageOf],
    ['JSON', jsonOf],
  ])('is verified offline: the %s', async (_, make) => {
    expect(await verify(await make())).toMatchObject({ exitCode: 0, json: { records: 1, withheld: 1 } });
  });

  test('whose text around the records was changed is refused', async () => {
    const forged = (await pageOf()).replace('April 12, 1990', 'April 12, 1980');
    expect(await verify(forged)).toMatchObject({ exitCode: 1, json: { fault: 'page-changed' } });
  });

  test.each([
    ['page', pageOf],
    ['JSON', jsonOf],
  ])('whose records were changed is refused: the %s', async (_, make) => {
    const forged = (await make()).replace('"birthDate":"1990-04-12"', '"birthDate":"1980-04-12"');
    expect(await verify(forged)).toMatchObject({ exitCode: 1, json: { fault: 'bundle-changed' } });
  });

  test('with a certificate in the place of its signature is refused', async () => {
    const forged = JSON.stringify({ bundle, signature: await sign(purge) });
    expect(await verify(forged)).toMatchObject({ exitCode: 1, json: { fault: 'signature-broken' } });
  });

  test('that is something else is said to be no export', async () => {
    for (const text of ['', '{}', '<html></html>', 'null'])
      expect(await verify(text)).toMatchObject({ exitCode: 1, json: { fault: 'not-an-access-export' } });
  });
});
