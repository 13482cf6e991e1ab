/** What `open-incident` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
  readonly ESCALATION_QUEUE_URL: string;
}
