import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { jwtVerify, errors, type JWTPayload } from 'jose';
import type { Instant } from '../../../domain/instant.ts';
import type { Secrets, Verification } from './provider.ts';

type Encoding = 'hex' | 'base64';

/** Compares without telling by its duration how much was right. */
export const sameSecret = (expected: string, given: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
};

export const hmac = (
  algorithm: 'sha256' | 'sha1',
  key: string | Buffer,
  parts: readonly (string | Buffer)[],
  encoding: Encoding,
): string => {
  const mac = createHmac(algorithm, key);
  for (const part of parts) mac.update(part);
  return mac.digest(encoding);
};

export const sha256 = (body: Buffer, encoding: Encoding): string =>
  createHash('sha256').update(body).digest(encoding);

/** True where one of the secrets gives the signature: during a rotation two are valid. */
export const signedByAny = (
  { all }: Secrets,
  given: string,
  signatureUnder: (secret: string) => string,
): Verification =>
  all.some((secret) => sameSecret(signatureUnder(secret), given)) ? 'verified' : 'signature-invalid';

/** Whether a signature's time lies within the window around now, both ways, since clocks differ. */
export const isFresh = (timestampSeconds: string, now: Instant, toleranceSeconds: number): boolean =>
  /^\d{1,12}$/.test(timestampSeconds) &&
  Math.abs(Date.parse(now) / 1000 - Number(timestampSeconds)) <= toleranceSeconds;

/** `t=1632490060,v1=...`, as Calendly and JaaS write it. Base64 may hold `=`, so each part is split once. */
export const readTimedSignature = (header: string): { t?: string; v1?: string } =>
  Object.fromEntries(
    header.split(',').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );

/** `{t}.{raw body}` under HMAC-SHA256 in a `t=,v1=` header. */
export const verifyTimedSignature = (
  header: string | undefined,
  body: Buffer,
  secrets: Secrets,
  now: Instant,
  { encoding, windowSeconds }: { readonly encoding: Encoding; readonly windowSeconds: number },
): Verification => {
  const { t, v1 } = readTimedSignature(header ?? '');
  if (t === undefined || v1 === undefined) return 'signature-missing';
  const signed = signedByAny(secrets, v1, (secret) => hmac('sha256', secret, [`${t}.`, body], encoding));
  if (signed !== 'verified') return signed;
  return isFresh(t, now, secrets.toleranceSeconds ?? windowSeconds) ? 'verified' : 'timestamp-stale';
};

/** A JWT (HS256) whose claims speak of the body; `binds` says whether they do. */
export const verifyToken = async (
  token: string | undefined,
  secrets: Secrets,
  now: Instant,
  options: { readonly issuer?: string | undefined; readonly maxAgeSeconds?: number },
  binds: (claims: JWTPayload) => boolean,
): Promise<Verification> => {
  if (token === undefined || token === '') return 'signature-missing';
  let outcome: Verification = 'signature-invalid';
  for (const secret of secrets.all) {
    try {
      const { payload } = await jwtVerify(token, Buffer.from(secret), {
        algorithms: ['HS256'],
        currentDate: new Date(now),
        clockTolerance: 60,
        ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
        ...(options.maxAgeSeconds === undefined ? {} : { maxTokenAge: options.maxAgeSeconds }),
      });
      if (binds(payload)) return 'verified';
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      if (error instanceof errors.JWTExpired) outcome = 'timestamp-stale';
    }
  }
  return outcome;
};
