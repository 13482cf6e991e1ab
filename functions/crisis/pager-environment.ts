import type { SealedEnvironment } from '../platform/sealing/sealed-environment.ts';

/** What a function is told that texts people on call. */
export interface PagerEnvironment extends SealedEnvironment {
  readonly ESCALATION_QUEUE_URL: string;
  readonly DUE_QUEUE_URL: string;
  readonly ORIGINATION_NUMBER: string;
  readonly LINK_BASE: string;
}
