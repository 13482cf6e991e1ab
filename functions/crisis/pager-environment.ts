import type { SealedEnvironment } from '../platform/sealing/sealed-environment.ts';

/** The environment of functions that text people on call. */
export interface PagerEnvironment extends SealedEnvironment {
  readonly ON_CALL_KEY_ARN: string;
  readonly ESCALATION_QUEUE_URL: string;
  readonly DUE_QUEUE_URL: string;
  readonly ORIGINATION_NUMBER: string;
  readonly LINK_BASE: string;
  /** JSON: the services besides SNS that this deployment uses. */
  readonly CONTACT_SERVICES: string;
}
