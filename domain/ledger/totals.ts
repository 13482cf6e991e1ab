import type { LedgerFact } from '../canonical-json.ts';

/** Running sums over a tenant's facts, by a name such as `sealed|progress-note|2027`. */
export type Totals = Readonly<Record<string, number>>;

/** The sums with one fact more. The order of the facts does not matter. */
export const addToTotals = (totals: Totals, { type, data }: LedgerFact): Totals => {
  const name = nameOf(type, data as Readonly<Record<string, unknown>>);
  return name === undefined ? totals : { ...totals, [name]: (totals[name] ?? 0) + 1 };
};

const nameOf = (type: string, data: Readonly<Record<string, unknown>>): string | undefined => {
  const ofClass = (what: string) =>
    `${what}|${String(data['recordClass'])}|${String(data['sealedAt']).slice(0, 4)}`;
  switch (type) {
    case 'record.sealed.v1':
      return ofClass('sealed');
    case 'record.purged.v1':
      return ofClass('purged');
    case 'record.removal-unattributed.v1':
      return ofClass('vanished');
    default:
      return undefined;
  }
};

/** How many records are kept, by class and by the year in which they were sealed. */
export const keptByClass = (totals: Totals): Readonly<Record<string, Readonly<Record<string, number>>>> => {
  const kept: Record<string, Record<string, number>> = {};
  for (const [name, count] of Object.entries(totals)) {
    const [what = '', recordClass = '', year = ''] = name.split('|');
    const years = (kept[recordClass] ??= {});
    years[year] = (years[year] ?? 0) + (what === 'sealed' ? count : -count);
  }
  return kept;
};
