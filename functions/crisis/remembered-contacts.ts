import { keyCache } from '../platform/sealing/key-cache.ts';
import type { Records, StoredRecord } from '../platform/sealing/records.ts';

/** As long as an opened data key; the record of the largest roster has some 20 KB. */
const limits = { forMs: 5 * 60 * 1000, uses: 10_000, keys: 50 };

class ContactsMissingError extends Error {
  override readonly name = 'ContactsMissingError';
}

/**
 * Remembers sealed contacts for a while, under seal: each roster brings a record of its own, which never changes. One that
 * is not there is looked for again.
 */
export const rememberedContacts = (records: Pick<Records, 'get'>): Pick<Records, 'get'> => {
  const remembered = keyCache<StoredRecord>(limits);
  return {
    async get(key) {
      const name = `${key.tenantId}#${key.subject}#${key.recordId}`;
      try {
        return await remembered.get(name, async () => {
          const record = await records.get(key);
          if (record === undefined) throw new ContactsMissingError();
          return record;
        });
      } catch (error) {
        if (error instanceof ContactsMissingError) return undefined;
        throw error;
      }
    },
  };
};
