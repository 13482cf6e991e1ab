/** What deployment and code both need to know about `receive-reply`. */
export const receiveReply = {
  name: 'receive-reply',
  environment: ['REPLY_QUEUE_URL', 'PSEUDONYM_SECRET_ARN'],
} as const;
