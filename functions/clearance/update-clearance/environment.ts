import type { SealedEnvironment } from '../../platform/sealing/sealed-environment.ts';

/** What `update-clearance` is told by its deployment. */
export interface Environment extends SealedEnvironment {
  readonly RECHECK_QUEUE_URL: string;
}
