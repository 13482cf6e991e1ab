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
