import type { SealedEnvironment } from '../../platform/sealing/sealed-environment.ts';

/** What `update-roster` is told by its deployment. */
export interface Environment extends SealedEnvironment {
  readonly PSEUDONYM_SECRET_ARN: string;
  readonly DEADLINE_QUEUE_URL: string;
}
