/** What `sweep-clearance` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
  readonly RECHECK_QUEUE_URL: string;
}
