/** What deployment and code both need to know about `answer-link`. */
export const answerLink = {
  name: 'answer-link',
  environment: ['STATE_TABLE', 'ESCALATION_QUEUE_URL', 'PSEUDONYM_SECRET_ARN'],
} as const;
