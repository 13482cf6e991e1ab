/** What `export-ledger` is told by its deployment. */
export interface Environment {
  readonly LEDGER_TABLE: string;
  readonly SIGNING_KEY_ARN: string;
  readonly WEBHOOK_SECRET_PREFIX: string;
}
