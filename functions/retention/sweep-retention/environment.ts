/** What `sweep-retention` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
  readonly RECORDS_TABLE: string;
}
