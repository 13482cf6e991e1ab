import type { SealedEnvironment } from '../../platform/sealing/sealed-environment.ts';

/** What `open-record` is told by its deployment. */
export interface Environment extends SealedEnvironment {
  readonly WEBHOOK_SECRET_PREFIX: string;
}
