import { keyRotationRequested } from '../../../events/client-key-rotation-requested.ts';

/** What deployment and code both need to know about `reseal-records`. */
export const resealRecords = {
  name: 'reseal-records',
  subscribes: [keyRotationRequested],
  environment: ['RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN'],
} as const;
