/** What deployment and code both need to know about `receive-key-press`. */
export const receiveKeyPress = {
  name: 'receive-key-press',
  environment: ['REPLY_QUEUE_URL'],
} as const;
