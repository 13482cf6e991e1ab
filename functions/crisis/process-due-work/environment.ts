import type { PagerEnvironment } from '../pager-environment.ts';

/** What `process-due-work` is told by its deployment. */
export type Environment = PagerEnvironment;
