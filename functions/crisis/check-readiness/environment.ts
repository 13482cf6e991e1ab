import type { PagerEnvironment } from '../pager-environment.ts';

/** What `check-readiness` is told by its deployment. */
export interface Environment extends PagerEnvironment {
  /** The tenants, with commas between. */
  readonly TENANTS: string;
  /** US dollars spent on texts this month at which the alarm `sms-spend` rings. */
  readonly SMS_SPEND_ALARM_USD: string;
}
