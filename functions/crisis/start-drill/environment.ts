import type { PagerEnvironment } from '../pager-environment.ts';

/** What `start-drill` is told by its deployment. */
export interface Environment extends PagerEnvironment {
  /** The tenants, with commas between. */
  readonly TENANTS: string;
}
