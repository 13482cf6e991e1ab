/** What `detect-risk` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
}
