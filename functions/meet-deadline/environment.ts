import type { PagerEnvironment } from '../crisis/pager-environment.ts';

/** What `meet-deadline` is told by its deployment. */
export type Environment = PagerEnvironment;
