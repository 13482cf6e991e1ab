/** What `apply-retention` is told by its deployment. */
export type { SealedEnvironment as Environment } from '../../platform/sealing/sealed-environment.ts';
