import { type SealedEnvironment, sealedVariables } from '../platform/sealing/sealed-environment.ts';

/** What a function is told that texts people on call. */
export interface PagerEnvironment extends SealedEnvironment {
  readonly ESCALATION_QUEUE_URL: string;
  readonly DEADLINE_QUEUE_URL: string;
  readonly ORIGINATION_NUMBER: string;
  readonly LINK_BASE: string;
}

export const pagerVariables = [
  ...sealedVariables,
  'ESCALATION_QUEUE_URL',
  'DEADLINE_QUEUE_URL',
  'ORIGINATION_NUMBER',
  'LINK_BASE',
] as const satisfies readonly (keyof PagerEnvironment)[];
