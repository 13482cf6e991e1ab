/** What `publish-jwks` is told by its deployment. */
export interface Environment {
  readonly SIGNING_KEY_ARN: string;
}
