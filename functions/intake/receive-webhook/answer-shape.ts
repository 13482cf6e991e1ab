import * as z from 'zod';
import { type Answer, count } from '../../platform/http/answer-shape.ts';

/** A webhook was read. */
export const webhookTaken = z.object({
  status: z.literal('taken').describe('The webhook was read.'),
  facts: count('How many facts it brought; 0 where it was left aside'),
});

/** https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint */
export const zoomChallengeAnswer = z.object({
  plainToken: z.string().describe('The token of the challenge.'),
  encryptedToken: z.string().describe('Its HMAC-SHA256 under the secret of the endpoint, hexadecimal.'),
});

/** http://hl7.org/fhir/R4/operationoutcome.html */
export const operationOutcome = z.object({
  resourceType: z.literal('OperationOutcome').describe('The FHIR resource type.'),
  issue: z
    .array(
      z.object({
        severity: z.enum(['error', 'information']).describe('How severe the issue is.'),
        code: z.string().describe('A code of http://hl7.org/fhir/issue-type.'),
        diagnostics: z.string().describe('What is wrong, in a sentence.'),
        expression: z.array(z.string()).describe('Where, as FHIRPath.').optional(),
      }),
    )
    .describe('Why it was refused, or that it was read.'),
});

/** http://hl7.org/fhir/R4/http.html#transaction-response */
export const transactionResponse = z.object({
  resourceType: z.literal('Bundle').describe('The FHIR resource type.'),
  type: z.literal('transaction-response').describe('The answer to a Bundle.'),
});

export type WebhookTaken = Answer<typeof webhookTaken>;
export type OperationOutcome = Answer<typeof operationOutcome>;
