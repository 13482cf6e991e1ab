import { createHmac } from 'node:crypto';
import type { SecretReader } from '../platform/aws/secrets.ts';

/** A keyed hash, so that nobody can try out all numbers; of a phone number it is the id of its line. */
export const phonePseudonym =
  (readSecret: SecretReader, secretId: string) =>
  async (text: string): Promise<string> => {
    const pepper = (await readSecret(secretId))?.['pepper'];
    if (pepper === undefined) throw new Error('the pseudonym secret has no "pepper"');
    return createHmac('sha256', pepper).update(text).digest('hex').slice(0, 32);
  };
