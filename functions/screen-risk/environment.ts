import type { SealedEnvironment } from '../runtime/sealed-environment.ts';

/** What `screen-risk` is told by its deployment. */
export interface Environment extends SealedEnvironment {
  readonly ESCALATION_QUEUE_URL: string;
}
