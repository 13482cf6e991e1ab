/** What `reseal-records` is told by its deployment. */
export interface Environment {
  readonly RECORDS_TABLE: string;
  readonly KEYS_TABLE: string;
  readonly VAULT_KEY_ARN: string;
}
