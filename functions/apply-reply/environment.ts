import type { PagerEnvironment } from '../crisis/pager-environment.ts';

/** What `apply-reply` is told by its deployment. */
export type Environment = PagerEnvironment;
