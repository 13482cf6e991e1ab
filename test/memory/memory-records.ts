import { checkFact } from '../../events/facts.ts';
import type { RecordKey, Records, StoredRecord } from '../../functions/platform/sealing/records.ts';

export interface MemoryRecords extends Records {
  readonly all: readonly StoredRecord[];
}

const nameOf = ({ tenantId, subject, recordId }: RecordKey): string => `${tenantId}#${subject}#${recordId}`;

/** The sealed records in memory. */
export const memoryRecords = (): MemoryRecords => {
  const records = new Map<string, StoredRecord>();
  return {
    get all() {
      return [...records.values()];
    },
    async add(record) {
      await Promise.resolve();
      const known = records.get(nameOf(record));
      if (known !== undefined) return { exists: { eventId: known.eventId } };
      records.set(nameOf(record), { ...record, version: 1 });
      return 'added';
    },
    async get(key) {
      await Promise.resolve();
      return records.get(nameOf(key));
    },
    async list(tenantId, subject) {
      await Promise.resolve();
      return [...records.values()].filter(
        (record) => record.tenantId === tenantId && record.subject === subject,
      );
    },
    async setRetention(record, retention, facts, _now, filed) {
      await Promise.resolve();
      for (const fact of facts) checkFact(fact);
      const known = records.get(nameOf(record));
      if (known?.version !== record.version) return 'conflict';
      records.set(nameOf(record), {
        ...known,
        ...(filed === undefined ? {} : { filed }),
        retention,
        version: known.version + 1,
      });
      return 'set';
    },
  };
};
