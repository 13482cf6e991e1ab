/** `npm run bench:vault`: sealing against the AWS Encryption SDK and bare AES-GCM, KMS calls, sweep and ledger. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  getLocalCryptographicMaterialsCache,
  NodeCachingMaterialsManager,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { type SignedClaims, signedTypes } from '../../domain/signed-claims.ts';
import { verifyBytes } from '../../cli/verify.ts';
import type { LedgerFact } from '../../domain/canonical-json.ts';
import { digestFacts } from '../../domain/ledger/digest.ts';
import { exportLines, exportSeal, sealedText, sealLine } from '../../domain/ledger/write-export.ts';
import type { Binding } from '../../domain/records/sealed-record.ts';
import { kmsVault } from '../../functions/platform/sealing/kms-vault.ts';
import { sha256 } from '../../functions/platform/aws/sha256.ts';
import { benchSweep } from './sweep.ts';
import { memoryKms } from './memory-kms.ts';

const binding = (client = 0, record = 0): Binding => ({
  tenantId: 'clinic',
  subject: `client:client-${client}`,
  recordId: `note-${record}`,
  recordClass: 'progress-note',
});

/** Runs of seal and open per second, after a warm-up. */
const perSecond = async (work: () => unknown, forMs = 1500): Promise<number> => {
  for (let run = 0; run < 200; run += 1) await work();
  const start = performance.now();
  let runs = 0;
  while (performance.now() - start < forMs) {
    await work();
    runs += 1;
  }
  return (runs * 1000) / (performance.now() - start);
};

/** The default suite also signs each message (ECDSA P-384), which Vigil does not: the fair rival is the suite without. */
const esdk = (suiteId: AlgorithmSuiteIdentifier) => {
  const keyring = new RawAesKeyringNode({
    keyName: 'bench',
    keyNamespace: 'vigil',
    unencryptedMasterKey: randomBytes(32),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
  const materials = new NodeCachingMaterialsManager({
    backingMaterials: keyring,
    cache: getLocalCryptographicMaterialsCache(1000),
    maxAge: 300_000,
  });
  const client = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  return async (text: string): Promise<void> => {
    const encryptionContext = { record: 'note-1' };
    const { result } = await client.encrypt(materials, text, { encryptionContext, suiteId });
    await client.decrypt(materials, result);
  };
};
const suites = AlgorithmSuiteIdentifier;
const signing = esdk(suites.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY_ECDSA_P384);
const unsigned = esdk(suites.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY);

const bare = (() => {
  const key = randomBytes(32);
  return (text: string): string => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const decipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(cipher.getAuthTag());
    return decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8');
  };
})();

const benchSealing = async (): Promise<void> => {
  const vault = kmsVault(memoryKms().options);
  for (const kilobytes of [1, 100]) {
    const text = 'x'.repeat(kilobytes * 1024);
    const ours = await perSecond(async () => vault.open(binding(), await vault.seal(binding(), text)));
    const fair = await perSecond(() => unsigned(text));
    const usual = await perSecond(() => signing(text));
    const node = await perSecond(() => bare(text));
    console.log(
      `seal and open ${kilobytes} KB: vigil ${ours.toFixed(0)}/s; Encryption SDK with caching, without signatures ` +
        `${fair.toFixed(0)}/s (vigil is ${(ours / fair).toFixed(1)} times as fast), with its default signatures ` +
        `${usual.toFixed(0)}/s (${(ours / usual).toFixed(1)} times); bare AES-GCM ${node.toFixed(0)}/s (${(ours / node).toFixed(2)})`,
    );
  }
};

const benchKmsCalls = async (): Promise<void> => {
  const { options, calls } = memoryKms();
  const vault = kmsVault(options);
  const records = Array.from({ length: 10_000 }, (_, index) => binding(index % 100, index));
  await Promise.all(records.map((record) => vault.seal(record, 'Example note.')));
  console.log(`KMS calls for 10,000 records of 100 clients: ${calls()}`);
};

const benchLedger = async (): Promise<void> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256' }] };
  const sign = (claims: SignedClaims) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ES256', typ: signedTypes[claims.kind], kid: 'bench' })
      .sign(privateKey);
  const now = '2027-03-01T12:00:00.000Z';
  const facts = Array.from({ length: 100_000 }, (_, index): LedgerFact => ({
    id: `record#clinic#client:client-1#note-${index}#2#0`,
    type: 'record.sealed.v1',
    time: now,
    tenantId: 'clinic',
    data: { recordId: `note-${index}`, recordClass: 'progress-note', sealedAt: now },
  }));
  let start = performance.now();
  const { claims, hashes } = digestFacts(
    facts,
    { tenantId: 'clinic', hour: '2027-03-01T11', now },
    undefined,
    sha256,
  );
  const jws = await sign(claims);
  const digested = performance.now() - start;
  const body = sealedText(exportLines('clinic', [{ jws, hashes, facts }], now));
  const text =
    body + sealLine(await sign(exportSeal('clinic', createHash('sha256').update(body).digest('base64url'))));
  start = performance.now();
  const { outcome } = await verifyBytes(Buffer.from(text), jwks);
  const verified = performance.now() - start;
  console.log(
    `100,000 facts: digested in ${(digested / 1000).toFixed(2)} s, verified offline in ${(verified / 1000).toFixed(2)} s (${outcome})`,
  );
};

await benchSealing();
await benchKmsCalls();
await benchLedger();
await benchSweep();
