/** What `digest-ledger` is told by its deployment. */
export interface Environment {
  readonly LEDGER_TABLE: string;
  readonly SIGNING_KEY_ARN: string;
  /** Separated by commas. */
  readonly TENANTS: string;
}
