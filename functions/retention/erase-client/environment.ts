/** What `erase-client` is told by its deployment. */
export interface Environment {
  readonly STATE_TABLE: string;
  readonly RECORDS_TABLE: string;
  readonly KEYS_TABLE: string;
  readonly VAULT_KEY_ARN: string;
  readonly SIGNING_KEY_ARN: string;
}
