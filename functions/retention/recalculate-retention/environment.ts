import type { SealedEnvironment } from '../../platform/sealing/sealed-environment.ts';

/** What `recalculate-retention` is told by its deployment. */
export interface Environment extends SealedEnvironment {
  readonly RESTAMP_QUEUE_URL: string;
}
