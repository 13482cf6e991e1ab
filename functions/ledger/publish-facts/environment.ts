/** What `publish-facts` is told by its deployment. */
export interface Environment {
  readonly LEDGER_TABLE: string;
  readonly BUS_NAME: string;
}
