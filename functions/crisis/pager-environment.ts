/** What a function is told that texts people on call. */
export interface PagerEnvironment {
  readonly STATE_TABLE: string;
  readonly RECORDS_TABLE: string;
  readonly KEYS_TABLE: string;
  readonly VAULT_KEY_ARN: string;
  readonly ESCALATION_QUEUE_URL: string;
  readonly DEADLINE_QUEUE_URL: string;
  readonly ORIGINATION_NUMBER: string;
  readonly LINK_BASE: string;
}

export const pagerVariables = [
  'STATE_TABLE',
  'RECORDS_TABLE',
  'KEYS_TABLE',
  'VAULT_KEY_ARN',
  'ESCALATION_QUEUE_URL',
  'DEADLINE_QUEUE_URL',
  'ORIGINATION_NUMBER',
  'LINK_BASE',
] as const satisfies readonly (keyof PagerEnvironment)[];
