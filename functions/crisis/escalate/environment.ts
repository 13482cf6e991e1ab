import type { PagerEnvironment } from '../pager-environment.ts';

/** What `escalate` is told by its deployment. */
export type Environment = PagerEnvironment;
