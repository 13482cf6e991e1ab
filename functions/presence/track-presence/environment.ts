/** What `track-presence` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
}
