import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JSONWebKeySet } from 'jose';
import { type Verification, verifyExport } from '../domain/ledger/verify-export.ts';
import { jwsVerifier } from './verify-jws.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Checks the bytes of an export with published keys. Bytes that are no UTF-8 were altered. */
export const verifyBytes = async (bytes: Uint8Array, jwks: JSONWebKeySet): Promise<Verification> => {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const before = new TextDecoder().decode(bytes).split('\uFFFD')[0] ?? '';
    const line = before.split('\n').length;
    return { outcome: 'broken', fault: 'not-an-export', line, message: 'the bytes are no UTF-8' };
  }
  return verifyExport(text, { sha256, verifyJws: jwsVerifier(jwks) });
};

/** `vigil verify <export> --jwks <file>`: 0 where everything holds, 1 where something was tampered with. */
export const verifyFile = async (file: string, jwksFile: string): Promise<number> => {
  const jwks = JSON.parse(readFileSync(jwksFile, 'utf8')) as JSONWebKeySet;
  const result = await verifyBytes(readFileSync(file), jwks);
  if (result.outcome === 'broken') {
    console.error(`${file}:${result.line}: ${result.fault}: ${result.message}`);
    return 1;
  }
  const { facts, digests, tenantId, firstSequence, lastSequence } = result;
  const range = firstSequence === undefined ? 'none' : `${firstSequence} to ${String(lastSequence)}`;
  console.log(`${file}: ${facts} facts of ${tenantId} in ${digests} digests (${range}): all as signed`);
  return 0;
};

/** `vigil verify-certificate <file> --jwks <file>`: prints what a purge or erasure certificate states. */
export const verifyCertificate = async (file: string, jwksFile: string): Promise<number> => {
  const jwks = JSON.parse(readFileSync(jwksFile, 'utf8')) as JSONWebKeySet;
  const claims = await jwsVerifier(jwks)(readFileSync(file, 'utf8').trim());
  if (claims === undefined) {
    console.error(`${file}: the signature does not hold`);
    return 1;
  }
  console.log(JSON.stringify(claims, null, 2));
  return 0;
};
