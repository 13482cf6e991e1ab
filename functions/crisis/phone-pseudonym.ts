import { createHmac } from 'node:crypto';
import type { SecretReader } from '../platform/aws/secrets.ts';

/** Turns a phone number into the id of its line: a keyed hash, so that nobody can try out all numbers. */
export const phonePseudonym =
  (readSecret: SecretReader, secretId: string) =>
  async (phoneNumber: string): Promise<string> => {
    const pepper = (await readSecret(secretId))?.['pepper'];
    if (pepper === undefined) throw new Error('the pseudonym secret has no "pepper"');
    return createHmac('sha256', pepper).update(phoneNumber).digest('hex').slice(0, 32);
  };
