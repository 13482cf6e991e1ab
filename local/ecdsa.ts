/**
 * ECDSA on P-256 over a digest that the caller made. node:crypto always hashes by itself, so the arithmetic of
 * FIPS 186-5, section 6.4, stands here; node:crypto multiplies the curve's points. For the local stage only: it takes
 * no care of timing.
 */
import { createECDH, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Signs a P-256 digest; the signature is in DER, as KMS gives it. */
export function signDigest(digest: Buffer, privateKey: KeyObject): Buffer {
  const d = scalarOf(privateKey);
  for (;;) {
    const k = toBigInt(randomBytes(32));
    if (k === 0n || k >= ORDER) continue;
    const r = xOfMultiple(k) % ORDER;
    const s = mod(inverse(k) * (toBigInt(digest) + r * d));
    if (r !== 0n && s !== 0n) return toDer(r, s);
  }
}

/** With the private key at hand, u1 G + u2 Q is one multiplication: (u1 + u2 d) G. */
export function verifyDigest(digest: Buffer, signature: Buffer, privateKey: KeyObject): boolean {
  const [r, s] = fromDer(signature);
  if (r <= 0n || r >= ORDER || s <= 0n || s >= ORDER) return false;
  const u = mod(inverse(s) * (toBigInt(digest) + r * scalarOf(privateKey)));
  return u !== 0n && xOfMultiple(u) % ORDER === r;
}

function scalarOf(privateKey: KeyObject): bigint {
  return toBigInt(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
}

function xOfMultiple(scalar: bigint): bigint {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(toBytes(scalar));
  return toBigInt(curve.getPublicKey().subarray(1, 33));
}

function inverse(value: bigint): bigint {
  // Fermat: the order is prime.
  let result = 1n;
  for (let base = mod(value), exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n, base = mod(base * base))
    if (exponent & 1n) result = mod(result * base);
  return result;
}

function mod(value: bigint): bigint {
  return value % ORDER;
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

function toDer(...values: bigint[]): Buffer {
  const integers = values.map((value) => {
    const hex = value.toString(16);
    // An integer whose first bit is set would be negative: a zero byte goes before it.
    const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    const body = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
    return Buffer.concat([Buffer.of(2, body.length), body]);
  });
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

function fromDer(der: Buffer): [bigint, bigint] {
  const rLength = der[3] ?? 0;
  const sLength = der[5 + rLength] ?? 0;
  const r = der.subarray(4, 4 + rLength);
  const s = der.subarray(6 + rLength, 6 + rLength + sLength);
  return r.length > 0 && s.length > 0 ? [toBigInt(r), toBigInt(s)] : [0n, 0n];
}
