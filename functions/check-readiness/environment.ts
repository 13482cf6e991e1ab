import type { PagerEnvironment } from '../crisis/pager-environment.ts';

/** What `check-readiness` is told by its deployment. */
export interface Environment extends PagerEnvironment {
  /** The tenants, with commas between. */
  readonly TENANTS: string;
}
