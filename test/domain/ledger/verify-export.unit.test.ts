import { createHash } from 'node:crypto';
import { CompactSign, exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyBytes } from '../../../cli/verify.ts';
import { canonical, type LedgerFact } from '../../../domain/canonical-json.ts';
import { digestFacts, isLate, isSettledHour, type SignedDigest } from '../../../domain/ledger/digest.ts';
import { type SignedClaims, signedTypes } from '../../../domain/signed-claims.ts';
import { addToTotals, keptByClass } from '../../../domain/ledger/totals.ts';
import {
  type ExportedDigest,
  exportLines,
  exportSeal,
  sealedText,
  sealLine,
} from '../../../domain/ledger/write-export.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
const tenantId = 'demo-clinic';
const now = '2027-03-01T12:30:00.000Z';

let jwks: JSONWebKeySet;
let sign: (claims: SignedClaims) => Promise<string>;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256', use: 'sig' }] };
  sign = (claims) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ES256', typ: signedTypes[claims.kind], kid: 'key-1' })
      .sign(privateKey);
});

const fact = (hour: number, index: number): LedgerFact => ({
  id: `record#demo-clinic#client:client-1#note-${hour}-${index}#2#0`,
  type: 'record.sealed.v1',
  time: `2027-03-01T${String(hour).padStart(2, '0')}:0${index}:00.000Z`,
  tenantId,
  data: { recordId: `note-${hour}-${index}`, recordClass: 'progress-note', sealedAt: now, emoji: '🕊' },
});

const build = async (sizes: readonly number[]): Promise<{ groups: ExportedDigest[]; text: string }> => {
  const groups: ExportedDigest[] = [];
  let previous: SignedDigest | undefined;
  for (const [index, size] of sizes.entries()) {
    const hour = 8 + index;
    const facts = Array.from({ length: size }, (_, each) => fact(hour, each));
    const of = { tenantId, hour: `2027-03-01T${String(hour).padStart(2, '0')}`, now };
    const { claims, hashes } = digestFacts(facts, of, previous, sha256);
    previous = { claims, jws: await sign(claims) };
    groups.push({ jws: previous.jws, hashes, facts });
  }
  return { groups, text: await sealed(groups) };
};

const sealed = async (groups: readonly ExportedDigest[]): Promise<string> => {
  const body = sealedText(exportLines(tenantId, groups, now));
  return body + sealLine(await sign(exportSeal(tenantId, sha256(body))));
};

const verify = (text: string) => verifyBytes(Buffer.from(text), jwks);
const fault = async (text: string) => {
  const result = await verify(text);
  return result.outcome === 'broken'
    ? { fault: result.fault, line: result.line, factId: result.factId }
    : result.outcome;
};

/** Anyone who exports lies about the facts, and signs the export again: the digests alone must catch it. */
const forged = async (change: (groups: ExportedDigest[]) => void | Promise<void>): Promise<string> => {
  const { groups } = await build([3, 4, 2]);
  const copies = groups.map((group) => ({ ...group, facts: [...group.facts], hashes: [...group.hashes] }));
  await change(copies);
  return sealed(copies);
};

describe('an export', () => {
  it('as it was written holds', async () => {
    const { text } = await build([3, 4, 2]);
    expect(await verify(text)).toEqual({
      outcome: 'sound',
      tenantId,
      facts: 9,
      digests: 3,
      firstSequence: 1,
      lastSequence: 3,
    });
  });

  it('without any fact holds, too', async () => {
    expect(await fault(await sealed([]))).toBe('sound');
  });

  it('with any one byte flipped is caught', { timeout: 120_000 }, async () => {
    const { text } = await build([2, 1]);
    const bytes = Buffer.from(text);
    const unnoticed: number[] = [];
    for (let index = 0; index < bytes.length; index += 1) {
      for (const bit of [1, 4, 32]) {
        const tampered = Buffer.from(bytes);
        tampered[index] = (tampered[index] ?? 0) ^ bit;
        const result = await verifyBytes(tampered, jwks);
        if (result.outcome === 'sound') unnoticed.push(index);
      }
    }
    expect(unnoticed).toEqual([]);
  });

  it('cut off anywhere is caught', async () => {
    const { text } = await build([2, 1]);
    for (let length = 0; length < text.length; length += 7) {
      expect((await verify(text.slice(0, length))).outcome, String(length)).toBe('broken');
    }
  });

  it('names the first fact that was changed', async () => {
    const text = await forged(([, second]) => {
      const facts = second?.facts as LedgerFact[];
      facts[2] = { ...fact(9, 2), data: { recordId: 'another' } };
    });
    // Header, digest, three facts, digest, two facts: the ninth line.
    expect(await fault(text)).toEqual({ fault: 'fact-changed', line: 9, factId: fact(9, 2).id });
  });

  it('names the first fact that was removed, by the one before it', async () => {
    const text = await forged(([, second]) => void (second?.facts as LedgerFact[]).splice(1, 1));
    const result = await verify(text);
    expect(result).toMatchObject({ outcome: 'broken', fault: 'fact-removed', line: 8 });
    expect(result.outcome === 'broken' && result.message).toBe(`the fact after ${fact(9, 0).id} was removed`);
  });

  it('names the last fact of a digest that was removed', async () => {
    const text = await forged(([, second]) => void (second?.facts as LedgerFact[]).pop());
    expect(await fault(text)).toMatchObject({ fault: 'fact-removed', line: 10 });
  });

  it('names the first fact that was added', async () => {
    const text = await forged(([, second]) => void (second?.facts as LedgerFact[]).splice(1, 0, fact(9, 7)));
    expect(await fault(text)).toEqual({ fault: 'fact-added', line: 8, factId: fact(9, 7).id });
    const behind = await forged(([, second]) => void (second?.facts as LedgerFact[]).push(fact(9, 7)));
    expect(await fault(behind)).toEqual({ fault: 'fact-added', line: 11, factId: fact(9, 7).id });
  });

  it('names the first fact that was reordered', async () => {
    const text = await forged(([, second]) => void (second?.facts as LedgerFact[]).reverse());
    expect(await fault(text)).toEqual({ fault: 'fact-reordered', line: 7, factId: fact(9, 3).id });
  });

  it('with facts and their hashes changed alike is caught by the signature of the digest', async () => {
    const text = await forged(([, second]) => {
      const other = { ...fact(9, 2), data: { recordId: 'another' } };
      (second?.facts as LedgerFact[])[2] = other;
      (second?.hashes as string[])[2] = sha256(canonical(other));
    });
    expect(await fault(text)).toMatchObject({ fault: 'hashes-changed', line: 6 });
  });

  it('without a digest in the middle is caught by the link', async () => {
    expect(await fault(await forged((groups) => void groups.splice(1, 1)))).toMatchObject({
      fault: 'digest-missing',
      line: 6,
    });
  });

  it('signed by somebody else is caught', async () => {
    const { text } = await build([1]);
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const strange = { keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256' }] };
    expect(await verifyBytes(Buffer.from(text), strange)).toMatchObject({ fault: 'digest-forged', line: 2 });
  });

  it('signed by a key that is not among the published ones names that key, and is not called forged', async () => {
    const { text } = await build([1]);
    const result = await verifyBytes(Buffer.from(text), { keys: [] });
    expect(result).toMatchObject({ fault: 'key-unknown', line: 2 });
    expect(result).toHaveProperty('message', expect.stringContaining('key-1'));
  });

  it('with a seal in the place of a digest is caught, although Vigil signed it', async () => {
    const seal = exportSeal(tenantId, sha256(''));
    const text = await forged(async (groups) => {
      (groups[0] as { jws: string }).jws = await sign(seal);
    });
    expect(await fault(text)).toMatchObject({ fault: 'digest-forged', line: 2 });
  });
});

describe('a digest', () => {
  it('carries sums that do not depend on the order of the facts', () => {
    const facts = [fact(8, 0), fact(8, 1), { ...fact(8, 1), type: 'record.purged.v1' }];
    const totals = facts.reduce(addToTotals, {});
    expect([...facts].reverse().reduce(addToTotals, {})).toEqual(totals);
    expect(keptByClass(totals)).toEqual({ 'progress-note': { '2027': 1 } });
  });

  it('is made when no run can still be writing a fact of its hour', () => {
    expect(isLate('2027-03-01T08', '2027-03-01T09:15:00.000Z')).toBe(false);
    expect(isLate('2027-03-01T08', '2027-03-01T09:15:00.001Z')).toBe(true);
    expect(isSettledHour('2027-03-01T08', '2027-03-01T09:19:59.999Z')).toBe(false);
    expect(isSettledHour('2027-03-01T08', '2027-03-01T09:20:00.000Z')).toBe(true);
  });

  it('canonical form: members sorted, no spaces, nothing undefined', () => {
    expect(canonical({ b: [1, { d: 'é', c: true }], a: undefined })).toBe('{"b":[1,{"c":true,"d":"é"}]}');
  });
});
