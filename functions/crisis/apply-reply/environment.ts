import type { PagerEnvironment } from '../pager-environment.ts';

/** What `apply-reply` is told by its deployment. */
export type Environment = PagerEnvironment;
