import { existsSync, readFileSync } from 'node:fs';

/** Payloads and signatures of providers, under the same file names in each set. */
export interface Samples {
  readonly origin: string;
  text(file: string): string;
  json(file: string): unknown;
}

const samplesIn = (origin: string, folder: URL): Samples => {
  const text = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
  return { origin, text, json: (file) => JSON.parse(text(file)) as unknown };
};

/** What the providers have published lies beside the repository: it is not ours to copy. */
const published = new URL('../../../../../shared/samples/', import.meta.url);

/** Our own, small and plainly fictional, so that a clone alone runs every test; and the published ones where they are. */
export const sampleSets: readonly Samples[] = [
  samplesIn('our fixtures', new URL('fixtures/', import.meta.url)),
  ...(existsSync(published) ? [samplesIn('published samples', published)] : []),
];
