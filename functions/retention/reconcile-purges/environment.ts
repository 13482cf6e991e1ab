/** What `reconcile-purges` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
  readonly RECORDS_TABLE: string;
  readonly SIGNING_KEY_ARN: string;
  readonly RECOVERY_WINDOW_DAYS: string;
}
