/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html */
import { createDueDates } from '../../due-dates.ts';
import type { Clock } from '../../service.ts';
import type { Item } from './engine.ts';
import type { Table } from './tables.ts';

export interface TimeToLive {
  /** Takes the date of an item, or that it has none. */
  note(table: Table, id: string, item: Item | undefined): void;
  /** When the item is to be deleted: milliseconds since the epoch. */
  dueAt(table: Table, item: Item): number | undefined;
  stop(): void;
}

/** AWS deletes "within a few days" of expiry; the stage a day after, so that the gap is seen but tests stay exact. */
const delayMs = 24 * 3_600_000;
/** Older expiry dates are taken for mistakes, and such items stay for ever. */
const oldestMs = 5 * 365 * 24 * 3_600_000;

export function createTimeToLive(
  tables: ReadonlyMap<string, Table>,
  clock: Clock,
  expire: (table: Table, id: string, dueAt: number) => void,
): TimeToLive {
  const dueDates = createDueDates(clock, (name, at) => {
    const [tableName = '', id = ''] = name.split(/ (.*)/s);
    const table = tables.get(tableName);
    if (table && clock.now() - (at - delayMs) <= oldestMs) expire(table, id, at);
  });

  /** Anything but a number is silently no date; a number in milliseconds is a date that never comes. */
  function dueAt({ ttlAttribute }: Table, item: Item): number | undefined {
    const seconds = item[ttlAttribute ?? '']?.['N'];
    return seconds === undefined ? undefined : Number(seconds) * 1000 + delayMs;
  }

  return {
    dueAt,
    note: (table, id, item) => dueDates.set(`${table.name} ${id}`, item && dueAt(table, item)),
    stop: () => dueDates.stop(),
  };
}
