/** What `receive-chime` is told by its deployment. */
export interface Environment {
  readonly BUS_NAME: string;
  readonly PROVIDER_ID_KEY_PREFIX: string;
  /** The tenant whose meetings run in this account. */
  readonly TENANT_ID: string;
}
