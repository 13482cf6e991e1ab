/** What `seal-record` is told by its deployment. */
export type { SealedEnvironment as Environment } from '../runtime/sealed-environment.ts';
