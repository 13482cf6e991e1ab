import * as z from 'zod';
import type { Complaint, ProviderFact, Translation } from '../providers/provider.ts';
import { instantAt } from '../../../domain/instant.ts';
import { rfc3339 } from '../providers/reading.ts';

/** The parts of FHIR R4 (https://hl7.org/fhir/R4) that Vigil reads; names, texts, addresses and narratives are not among them. */

export const coding = z.object({ system: z.string().optional(), code: z.string().optional() });
export const codeable = z.object({ coding: z.array(coding).max(100).optional() });
export const reference = z.object({ reference: z.string().min(1).max(1024).optional() });

export const resource = z.object({
  resourceType: z.string(),
  id: z.string().min(1).max(256).optional(),
  meta: z.object({ versionId: z.string().max(256).optional(), lastUpdated: rfc3339.optional() }).optional(),
});

export type Resource = z.infer<typeof resource>;

/** `Patient/1` from `https://ehr.example.org/fhir/Patient/1/_history/2`: the same person, however they are written. */
export const localReference = (text: string | undefined): string | undefined =>
  /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/.exec(text ?? '')?.[1];

export const referenceTo = (type: string, to: z.infer<typeof reference> | undefined): string | undefined => {
  const local = localReference(to?.reference);
  return local?.startsWith(`${type}/`) === true ? local : undefined;
};

export const nameOf = ({ resourceType, id }: Resource): string => `${resourceType}/${id ?? ''}`;

/** The same version of the same resource is the same event, however often it is sent. */
const keyOf = (read: Resource, whole: unknown, fact: string): string =>
  [nameOf(read), read.meta?.versionId ?? read.meta?.lastUpdated ?? JSON.stringify(whole), fact].join('|');

export const codesIn = (
  concepts: readonly (z.infer<typeof codeable> | undefined)[],
  system: string,
): string[] =>
  concepts
    .flatMap((concept) => concept?.coding ?? [])
    .flatMap(({ system: of, code }) => (of === system && code !== undefined ? [code] : []));

/** A complaint as an issue of an OperationOutcome. */
export const complain = (
  code: 'required' | 'value' | 'not-supported' | 'code-invalid' | 'structure' | 'too-costly',
  path: string,
  message: string,
): Complaint => ({ code, path, message });

export const refused = (...complaints: readonly Complaint[]): Translation => ({
  outcome: 'unreadable',
  complaints,
});

export const fact = (
  type: ProviderFact['type'],
  read: Resource,
  whole: unknown,
  at: string | undefined,
  data: object,
): ProviderFact => ({
  type,
  ...(at === undefined ? {} : { at }),
  key: keyOf(read, whole, type),
  data,
});

/** FHIR's `date` and `dateTime`: a day without a time is the whole day in UTC; a year or a month alone is too little. */
export const startOf = (text: string): string | undefined => dayStart(text, 0) ?? instantOf(text);

/** The end of a Period is part of it: a day ends when the next begins. */
export const endOf = (text: string): string | undefined => dayStart(text, 1) ?? instantOf(text);

const dayStart = (text: string, plusDays: number): string | undefined => {
  if (!z.iso.date().safeParse(text).success) return undefined;
  return instantAt(Date.parse(text) + plusDays * 86_400_000);
};

const instantOf = (text: string): string | undefined => {
  const read = rfc3339.safeParse(text);
  return read.success ? read.data : undefined;
};
