import type { SealedEnvironment } from '../../platform/sealing/sealed-environment.ts';

/** What `evaluate-screening` is told by its deployment. */
export interface Environment extends SealedEnvironment {
  readonly ESCALATION_QUEUE_URL: string;
}
