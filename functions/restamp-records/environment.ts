import type { SealedEnvironment } from '../runtime/sealed-environment.ts';

/** What `restamp-records` is told by its deployment. */
export interface Environment extends SealedEnvironment {
  readonly RESTAMP_QUEUE_URL: string;
}
