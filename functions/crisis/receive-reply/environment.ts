/** What `receive-reply` is told by its deployment. */
export interface Environment {
  readonly REPLY_QUEUE_URL: string;
  readonly PSEUDONYM_SECRET_ARN: string;
}
