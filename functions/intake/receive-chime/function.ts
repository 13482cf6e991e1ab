/** What deployment and code both need to know about `receive-chime`. */
export const receiveChime = {
  name: 'receive-chime',
  /** Events of AWS services on the account's default bus. */
  awsEvents: { source: 'aws.chime', detailTypes: ['Chime Meeting State Change'] },
  environment: [
    'BUS_NAME',
    'PROVIDER_ID_KEY_PREFIX',
    // The tenant whose meetings run in this account.
    'TENANT_ID',
  ],
} as const;
