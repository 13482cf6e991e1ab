/** What a function is told that opens or seals records, and keeps state beside them. */
export interface SealedEnvironment {
  readonly STATE_TABLE: string;
  readonly RECORDS_TABLE: string;
  readonly KEYS_TABLE: string;
  readonly VAULT_KEY_ARN: string;
}
