/** What `receive-event` is told by its deployment. */
export interface Environment {
  readonly BUS_NAME: string;
  readonly RECORDS_TABLE: string;
  readonly KEYS_TABLE: string;
  readonly VAULT_KEY_ARN: string;
  readonly WEBHOOK_SECRET_PREFIX: string;
}
