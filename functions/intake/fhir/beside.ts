import * as z from 'zod';
import { localReference, reference } from './resource.ts';

/** What a resource may refer to: the other resources of its Bundle, and those that it contains. */
export interface Beside {
  readonly questionnaires: readonly unknown[];
  readonly patients: readonly Patient[];
}

export const alone: Beside = { questionnaires: [], patients: [] };

interface Patient {
  /** How the Bundle, or a resource that contains it, refers to it. */
  readonly address: string;
  readonly resource: unknown;
}

const identifier = z.object({ system: z.string().max(1024).optional(), value: z.string().min(1).max(1024) });

/** A reference by address or, where the sender knows no address, by an identifier of the person. */
export const subject = reference.extend({
  identifier: identifier.optional(),
  type: z.string().max(64).optional(),
});

const patient = z.object({
  resourceType: z.literal('Patient'),
  id: z.string().min(1).max(256).optional(),
  identifier: z.array(identifier).max(50).optional(),
});

/** Contained resources are referred to as `#id`. */
export const containedPatients = (contained: readonly unknown[]): readonly Patient[] =>
  contained.flatMap((resource) => {
    const read = patient.safeParse(resource);
    return read.success && read.data.id !== undefined ? [{ address: `#${read.data.id}`, resource }] : [];
  });

/**
 * Whom a finding is about, as something that is the same whenever the same system speaks of the same person; nothing where
 * it does not say.
 */
export const patientOf = (
  to: z.infer<typeof subject> | undefined,
  { patients }: Pick<Beside, 'patients'>,
): string | undefined => {
  const { reference: address, identifier: named } = to ?? {};
  const local = localReference(address);
  if (local?.startsWith('Patient/') === true) return local;
  const found = patients.find((each) => each.address === address);
  const read = found && patient.safeParse(found.resource);
  if (read?.success === true) {
    const { id, identifier: [first] = [] } = read.data;
    if (first !== undefined && (address?.startsWith('#') === true || id === undefined)) return keyOf(first);
    if (id !== undefined && address?.startsWith('#') !== true) return `Patient/${id}`;
  }
  return named === undefined ? undefined : keyOf(named);
};

const keyOf = ({ system = '', value }: z.infer<typeof identifier>): string => `${system}|${value}`;
