/** What `receive-webhook` is told by its deployment. */
export interface Environment {
  readonly BUS_NAME: string;
  readonly PROVIDER_SECRET_PREFIX: string;
  readonly PROVIDER_ID_KEY_PREFIX: string;
}
