/** What `answer-clearance` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
  readonly KEYS_TABLE: string;
  readonly VAULT_KEY_ARN: string;
  readonly WEBHOOK_SECRET_PREFIX: string;
}
