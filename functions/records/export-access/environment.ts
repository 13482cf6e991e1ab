import type { SealedEnvironment } from '../../platform/sealing/sealed-environment.ts';

/** What `export-access` is told by its deployment. */
export interface Environment extends SealedEnvironment {
  readonly SIGNING_KEY_ARN: string;
  readonly WEBHOOK_SECRET_PREFIX: string;
}
