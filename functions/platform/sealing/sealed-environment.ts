/** The KMS keys that a function was given: that of clients, that of the contacts of people on call, or both. */
export interface WrappingKeys {
  readonly VAULT_KEY_ARN?: string;
  readonly ON_CALL_KEY_ARN?: string;
}

/** The environment of functions that open or seal records and store state. */
export interface SealedEnvironment extends WrappingKeys {
  readonly STATE_TABLE: string;
  readonly RECORDS_TABLE: string;
  readonly KEYS_TABLE: string;
}
