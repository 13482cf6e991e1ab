/** What `watch-clients` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
}
