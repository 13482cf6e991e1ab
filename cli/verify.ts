import { createHash } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';
import { verifyAccessExport } from '../domain/records/access-page.ts';
import type { VerifiedClaims } from '../domain/signed-claims.ts';
import { type Verification, verifyExport } from '../domain/ledger/verify-export.ts';
import { readBytes, readJson, type Report, UsageError } from './report.ts';
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

/** `vigil verify <export> --jwks <file>`. */
export const verifyFile = async (file: string, jwksFile: string): Promise<Report> => {
  const result = await verifyBytes(readBytes(file), readKeys(jwksFile));
  if (result.outcome === 'broken') {
    const { line, fault, message } = result;
    return { exitCode: 1, text: `${file}:${line}: ${fault}: ${message}`, json: result };
  }
  const { facts, digests, tenantId, firstSequence, lastSequence } = result;
  const range = firstSequence === undefined ? 'none' : `${firstSequence} to ${String(lastSequence)}`;
  const text = `${file}: ${facts} facts of ${tenantId} in ${digests} digests (${range}): all as signed`;
  return { exitCode: 0, text, json: result };
};

/** `vigil verify-certificate <file> --jwks <file>`: what a purge or erasure certificate states; nothing else passes. */
export const verifyCertificate = async (file: string, jwksFile: string): Promise<Report> => {
  const jws = readBytes(file).toString('utf8').trim();
  const verified = await jwsVerifier(readKeys(jwksFile))(jws, ['purge', 'erasure']);
  if (verified.outcome !== 'holds') {
    const { outcome: fault } = verified;
    return { exitCode: 1, text: `${file}: ${sentenceOf(verified)}`, json: { outcome: 'broken', fault } };
  }
  const { claims } = verified;
  const { certificate } = await import('../functions/retention/certificate-shape.ts');
  const { success, error } = certificate.safeParse(claims);
  if (!success) {
    const places = error.issues.map(({ path }) => path.join('.') || 'kind').join(', ');
    const text = `${file}: the signature holds, but this is no certificate: ${places} does not fit the schema`;
    return { exitCode: 1, text, json: { outcome: 'broken', fault: 'schema' } };
  }
  return { exitCode: 0, text: JSON.stringify(claims, null, 2), json: { outcome: 'holds', claims } };
};

const sentenceOf = (verified: Exclude<VerifiedClaims, { outcome: 'holds' }>): string => {
  switch (verified.outcome) {
    case 'forged':
      return 'the signature does not hold';
    case 'key-unknown':
      return `key ${verified.kid} signed it, which is not among the keys given: fetch them again`;
    case 'other-type':
      return `the signature holds, but this is no certificate of a purge or an erasure (typ ${JSON.stringify(verified.typ)})`;
  }
};

/** `vigil verify-access-export <file> --jwks <file>`: the JSON or the page that a client was given. */
export const verifyAccess = async (file: string, jwksFile: string): Promise<Report> => {
  const verifyJws = jwsVerifier(readKeys(jwksFile));
  const result = await verifyAccessExport(readBytes(file).toString('utf8'), { sha256, verifyJws });
  if (result.outcome === 'broken')
    return { exitCode: 1, text: `${file}: ${result.fault}: ${result.message}`, json: result };
  const { exportId, clientId, tenantId, records, withheld } = result;
  const text = `${file}: export ${exportId} about ${clientId} of ${tenantId}: ${records} records, ${withheld} withheld: all as signed`;
  return { exitCode: 0, text, json: result };
};

/** @throws UsageError where the file is no JSON Web Key Set (RFC 7517, section 5). */
const readKeys = (file: string): JSONWebKeySet => {
  const keys = readJson(file);
  if (!('keys' in keys) || !Array.isArray(keys.keys))
    throw new UsageError(`${file} is not a JSON Web Key Set`);
  return keys as JSONWebKeySet;
};
