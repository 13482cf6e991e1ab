import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { PageRef } from '../sms-sender.ts';

/** A text that did not reach its phone. Nothing else of a receipt is kept: it names the phone. */
export interface Failure {
  readonly messageId: string;
  readonly failure: string;
  /** The page that the text was about, where the sender gave it to the service. */
  readonly page?: PageRef;
}

/** A CloudWatch Logs subscription hands on gzip in base64 ("Subscriptions", CloudWatch Logs User Guide). */
const fromLogs = z.object({ awslogs: z.object({ data: z.string() }) });
const logData = z.object({ messageType: z.string(), logEvents: z.array(z.object({ message: z.string() })) });

/** SNS delivery status log ("Viewing CloudWatch metrics and logs for SMS deliveries", SNS Developer Guide). */
const deliveryLog = z.object({
  status: z.enum(['SUCCESS', 'FAILURE']),
  notification: z.object({ messageId: z.string().min(1) }),
  delivery: z.object({ providerResponse: z.string().optional() }),
});

/** "Text Message Delivery Status Updated" of source aws.sms-voice (End User Messaging SMS User Guide, event types). */
const fromEventBridge = z.object({
  source: z.literal('aws.sms-voice'),
  detail: z.object({
    eventType: z.string(),
    messageId: z.string().min(1),
    context: z
      .object({
        tenantId: z.string(),
        clientId: z.string(),
        incidentId: z.string(),
        staffId: z.string(),
        line: z.exactOptional(z.string()),
      })
      .optional()
      .catch(undefined),
  }),
});

/** The failures among the receipts that an event brings; a form that is not known throws. */
export const readFailures = (event: unknown): readonly Failure[] => {
  const bridged = fromEventBridge.safeParse(event);
  if (bridged.success) {
    const { eventType, messageId, context } = bridged.data.detail;
    const failure = finalFailures[eventType];
    if (failure === undefined) return [];
    return [{ messageId, failure, ...(context === undefined ? {} : { page: context }) }];
  }
  const { data } = fromLogs.parse(event).awslogs;
  const { logEvents } = logData.parse(JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString('utf8')));
  return logEvents.flatMap(({ message }) => {
    const { status, notification, delivery } = deliveryLog.parse(JSON.parse(message));
    if (status === 'SUCCESS') return [];
    return [{ messageId: notification.messageId, failure: codeOf(delivery.providerResponse ?? '') }];
  });
};

const finalFailures: Readonly<Record<string, string>> = {
  TEXT_INVALID: 'number-invalid',
  TEXT_INVALID_MESSAGE: 'message-invalid',
  TEXT_UNREACHABLE: 'phone-unreachable',
  TEXT_CARRIER_UNREACHABLE: 'carrier-unreachable',
  TEXT_BLOCKED: 'blocked',
  TEXT_CARRIER_BLOCKED: 'blocked',
  TEXT_SPAM: 'blocked-as-spam',
  TEXT_TTL_EXPIRED: 'expired',
  TEXT_PROTECT_BLOCKED: 'blocked',
};

/** The carrier's text as a code: free text from outside is neither logged nor published. */
const codeOf = (response: string): string => {
  const words = response.toLowerCase();
  if (words.includes('no quota left')) return 'quota-spent';
  if (words.includes('opted out')) return 'opted-out';
  if (words.includes('invalid phone')) return 'number-invalid';
  if (words.includes('unreachable') || words.includes('attempting to reach')) return 'phone-unreachable';
  if (words.includes('spam') || words.includes('blocked')) return 'blocked';
  if (words.includes('max price')) return 'max-price';
  return 'undelivered';
};
