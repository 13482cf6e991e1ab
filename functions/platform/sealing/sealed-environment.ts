/** The environment of functions that open or seal records and store state. */
export interface SealedEnvironment {
  readonly STATE_TABLE: string;
  readonly RECORDS_TABLE: string;
  readonly KEYS_TABLE: string;
  readonly VAULT_KEY_ARN: string;
}
