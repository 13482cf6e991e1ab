import { contractOf } from '../../../events/catalogue.ts';
import { screeningSubmitted } from '../../../events/risk.ts';
import { type AnyContract, statedData } from '../../../events/define.ts';
import { type Envelope, envelope, maxEventBytes } from '../../../events/envelope.ts';
import { maxComplaints, readShape } from '../../platform/http/complaints.ts';
import type { Texting } from './check-phones.ts';
import { checkStated } from './check-stated.ts';
import {
  type Complaint,
  invalidData,
  invalidEnvelope,
  type Problem,
  problems,
} from '../../platform/http/problem.ts';
import { readScreening } from './read-screening.ts';

export type Read =
  | {
      readonly outcome: 'read';
      readonly event: Envelope;
      readonly contract: AnyContract;
      readonly stated: unknown;
      /** Left out of `stated`: an emergency in the rest does not wait for it. */
      readonly unreadable: readonly Complaint[];
    }
  | { readonly outcome: 'refused'; readonly problem: Problem };

/** No contract comes near; `JSON.stringify` overflows the stack at some thousands. */
const maxDepth = 64;

const deeperThan = (levels: number, json: unknown): boolean =>
  typeof json === 'object' &&
  json !== null &&
  (levels === 0 || Object.values(json).some((value) => deeperThan(levels - 1, value)));

/** Reads one verified CloudEvent of a contract that a provider may state. */
export const readEvent = (json: unknown, tenantId: string, texting: Texting): Read => {
  if (deeperThan(maxDepth, json))
    return refused(invalidData([{ path: '', message: `is nested more than ${maxDepth} levels deep` }]));
  if (Buffer.byteLength(JSON.stringify(json)) > maxEventBytes) return refused(problems.tooLarge);
  const parsed = readShape(envelope, json);
  if (parsed.outcome === 'refused') return refused(invalidEnvelope(parsed.errors));
  const event = parsed.value;
  if (event.tenantid !== undefined && event.tenantid !== tenantId) return refused(problems.otherTenant);
  const contract = contractOf(event.type);
  if (contract === undefined) return refused(problems.unknownType);
  if (contract.origin === 'vigil') return refused(problems.reservedType);
  const screening = contract.type === screeningSubmitted.type ? readScreening(event.data) : undefined;
  const unreadable = (screening?.unreadable ?? [])
    .slice(0, maxComplaints)
    .map((complaint) => ({ ...complaint, path: `data.${complaint.path}` }));
  const stated = readShape(statedData(contract), screening?.data ?? event.data, 'data');
  if (stated.outcome === 'refused') return refused(invalidData([...stated.errors, ...unreadable]));
  if (unreadable.length > 0 && screening?.positive !== true) return refused(invalidData(unreadable));
  const complaint = checkStated(contract, stated.value, event.time, texting);
  if (complaint !== undefined)
    return refused(invalidData([{ ...complaint, path: `data.${complaint.path}` }]));
  return { outcome: 'read', event, contract, stated: stated.value, unreadable };
};

const refused = (problem: Problem): Read => ({ outcome: 'refused', problem });
