import { rosterOverrideAdded, rosterOverrideRemoved, rosterPublished } from '../../../events/roster.ts';
import { personProfilePublished, tenantProfilePublished } from '../../../events/tenancy.ts';

/** What deployment and code both need to know about `update-roster`. */
export const updateRoster = {
  name: 'update-roster',
  subscribes: [
    rosterPublished,
    rosterOverrideAdded,
    rosterOverrideRemoved,
    tenantProfilePublished,
    personProfilePublished,
  ],
  environment: [
    'STATE_TABLE',
    'RECORDS_TABLE',
    'KEYS_TABLE',
    'ON_CALL_KEY_ARN',
    'PSEUDONYM_SECRET_ARN',
    'DUE_QUEUE_URL',
    'STANDBY_SECRET_PREFIX',
  ],
} as const;
