/** What `certify-purge` is told by its deployment. */
export interface Environment {
  readonly LEDGER_TABLE: string;
  readonly BUS_NAME: string;
  readonly SIGNING_KEY_ARN: string;
  readonly RECOVERY_WINDOW_DAYS: string;
}
