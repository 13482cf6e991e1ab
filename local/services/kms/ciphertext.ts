import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../../service.ts';
import type { Key } from './keys.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

/** Version, length of the key id, key id, IV, ciphertext, tag: like AWS's, the blob itself says which key opens it. */
export function seal(key: Key, plaintext: Buffer, context: EncryptionContext): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv);
  cipher.setAAD(canonical(context));
  const box = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const id = Buffer.from(key.keyId);
  return Buffer.concat([Buffer.of(1, id.length), id, iv, box, cipher.getAuthTag()]).toString('base64');
}

/** @throws AwsError the same for a wrong context and a damaged ciphertext, as AWS. */
export function open(key: Key, blob: string, context: EncryptionContext): Buffer {
  const { iv, box, tag } = parse(blob);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv);
  decipher.setAAD(canonical(context)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(box), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

/** The id of the key that sealed it. */
export const sealedBy = (blob: string): string => parse(blob).keyId;

function parse(blob: string) {
  const bytes = Buffer.from(blob, 'base64');
  const ivAt = 2 + (bytes[1] ?? 0);
  if (bytes[0] !== 1 || bytes.length < ivAt + 12 + 1 + 16) throw invalidCiphertext();
  return {
    keyId: bytes.toString('utf8', 2, ivAt),
    iv: bytes.subarray(ivAt, ivAt + 12),
    box: bytes.subarray(ivAt + 12, -16),
    tag: bytes.subarray(-16),
  };
}

/** The encryption context in one spelling, in whatever order the caller wrote it. */
function canonical(context: EncryptionContext): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));
}

const invalidCiphertext = () => new AwsError('InvalidCiphertextException', '');
