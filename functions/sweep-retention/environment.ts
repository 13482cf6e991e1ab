/** What `sweep-retention` is told by its deployment. */
export interface Environment {
  readonly RECORDS_TABLE: string;
}
