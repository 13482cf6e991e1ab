import { existsSync, readFileSync } from 'node:fs';

/** Payloads that the providers have published, kept beside the repository; they are not ours to copy. */
const folder = new URL('../../../../../shared/samples/', import.meta.url);

export const haveSamples = existsSync(folder);

export const whySkipped = 'needs the published payloads in ../shared/samples';

export const sampleText = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

export const sampleJson = (name: string): unknown => JSON.parse(sampleText(name));
