/** What `report-load` is told by its deployment. */
export interface Environment {
  readonly LEDGER_TABLE: string;
  readonly WEBHOOK_SECRET_PREFIX: string;
}
