import { randomBytes } from 'node:crypto';
import type { KmsKeysOptions } from '../../functions/platform/sealing/kms-keys.ts';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: Record<string, unknown>;
}

/** KMS and the Keys table in memory: what is measured is the vault, not a network. */
export const memoryKms = (): { readonly options: KmsKeysOptions; calls(): number } => {
  const items = new Map<string, unknown>();
  let calls = 0;
  const kms = {
    send: ({ constructor, input }: Command) => {
      calls += 1;
      const Plaintext = constructor.name === 'DecryptCommand' ? input['CiphertextBlob'] : randomBytes(32);
      return Promise.resolve({ Plaintext, CiphertextBlob: Plaintext });
    },
  };
  const dynamo = {
    send: ({ input }: Command) => {
      const item = input['Item'] as { pk: string } | undefined;
      if (item !== undefined) items.set(item.pk, item);
      const key = input['Key'] as { pk: string } | undefined;
      return Promise.resolve({ Item: key && items.get(key.pk) });
    },
  };
  return {
    options: { kms, dynamo, keysTable: 'Keys', vaultKeyArn: 'bench' } as unknown as KmsKeysOptions,
    calls: () => calls,
  };
};
