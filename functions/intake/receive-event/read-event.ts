import type * as z from 'zod';
import { contractOf } from '../../../events/catalogue.ts';
import { type AnyContract, statedData } from '../../../events/define.ts';
import { type Envelope, envelope, maxEventBytes } from '../../../events/envelope.ts';
import { checkStated } from './check-stated.ts';
import {
  type Complaint,
  invalidData,
  invalidEnvelope,
  type Problem,
  problems,
} from '../../platform/http/problem.ts';

export type Read =
  | {
      readonly outcome: 'read';
      readonly event: Envelope;
      readonly contract: AnyContract;
      readonly stated: unknown;
    }
  | { readonly outcome: 'refused'; readonly problem: Problem };

/** Reads one verified CloudEvent of a contract that a provider may state. */
export const readEvent = (json: unknown, tenantId: string): Read => {
  if (Buffer.byteLength(JSON.stringify(json)) > maxEventBytes) return refused(problems.tooLarge);
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return refused(invalidEnvelope(complaints(parsed.error, '')));
  const event = parsed.data;
  if (event.tenantid !== undefined && event.tenantid !== tenantId) return refused(problems.otherTenant);
  const contract = contractOf(event.type);
  if (contract === undefined) return refused(problems.unknownType);
  if (contract.origin === 'vigil') return refused(problems.reservedType);
  const stated = statedData(contract).safeParse(event.data);
  if (!stated.success) return refused(invalidData(complaints(stated.error, 'data')));
  const complaint = checkStated(contract, stated.data, event.time);
  if (complaint !== undefined)
    return refused(invalidData([{ ...complaint, path: `data.${complaint.path}` }]));
  return { outcome: 'read', event, contract, stated: stated.data };
};

const refused = (problem: Problem): Read => ({ outcome: 'refused', problem });

/** Ten are enough to fix an event; a thousand would only make the answer long. */
const maxComplaints = 10;

const complaints = (error: z.ZodError, prefix: string): Complaint[] =>
  error.issues.slice(0, maxComplaints).map(({ code, path, message }) => ({
    // A key that breaks the contract was made up by the sender, perhaps from a name: it is not said again.
    path: [prefix, ...(code === 'invalid_key' ? path.slice(0, -1) : path).map(String)]
      .filter((part) => part !== '')
      .join('.'),
    message,
  }));
