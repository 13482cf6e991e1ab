import middy from '@middy/core';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import { messageKey } from '../keys.ts';
import type { EscalationQueue } from '../messages.ts';
import type { Log } from '../../platform/lambda/log.ts';
import { readFailures } from './read-receipts.ts';

export interface Dependencies {
  readonly aggregates: Aggregates;
  readonly escalation: EscalationQueue;
  readonly log: Log;
}

/**
 * Delivery receipts, from the SNS delivery log and from EventBridge. One that says "not delivered" makes the next
 * person due at once. Nothing waits for a receipt: they are best effort, and may take three days.
 */
export const makeHandler = ({ aggregates, escalation, log }: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => log.error('receipt-not-taken', request.error))
    .handler(async (event) => {
      for (const { messageId, failure, page } of readFailures(event)) {
        // Without a page: answers and notices need no second person.
        const pages = page ? [page] : ((await aggregates.load(messageKey(messageId)))?.state.pages ?? []);
        for (const { tenantId, clientId, incidentId, staffId, line } of pages) {
          const undelivered = { incidentId, staffId, failure, ...(line === undefined ? {} : { line }) };
          await escalation.send({ tenantId, clientId, undelivered }, 0);
        }
        log.info('receipt-failure', { failure, pages: pages.length });
        // No text of the account leaves any more: another phone or carrier would not help.
        log.count(failure === 'quota-spent' ? 'SmsQuotaSpent' : 'SmsUndelivered');
      }
    });
