/** What `report-retention` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
  readonly RECORDS_TABLE: string;
  readonly LEDGER_TABLE: string;
  readonly WEBHOOK_SECRET_PREFIX: string;
}
