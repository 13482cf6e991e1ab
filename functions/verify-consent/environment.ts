import type { SealedEnvironment } from '../runtime/sealed-environment.ts';

/** What `verify-consent` is told by its deployment. */
export interface Environment extends SealedEnvironment {
  readonly RECHECK_QUEUE_URL: string;
}
