import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { opaqueIdPattern } from '../../../events/fields.ts';
import { explainSignature, type SignedPart } from './explain-signature.ts';
import { type Problem, problems } from './problem.ts';

/** The secrets of a sender: the present one, and during a rotation the one before; none of a tenant that was removed. */
export type SecretsOf = (tenantId: string) => Promise<readonly string[] | 'removed' | undefined>;

export type Verified =
  | { readonly outcome: 'verified'; readonly tenantId: string }
  | { readonly outcome: 'refused'; readonly problem: Problem };

/** Longer than any binary-mode id (type, source, id and time of an event), and short enough for a key in DynamoDB. */
const webhookIdPattern = /^[\x20-\x7e]{0,600}$/;

/**
 * Who sent these bytes? Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md)
 * over the raw body, with the secrets of the tenant that the header `vigil-tenant` claims.
 */
export const verifySender = async (
  rawBody: string,
  headers: Readonly<Record<string, string | undefined>>,
  secretsOf: SecretsOf,
  part: SignedPart = 'body',
): Promise<Verified> => {
  const tenantId = headers['vigil-tenant'] ?? '';
  const [id = '', timestamp = '', signature = ''] = [
    headers['webhook-id'],
    headers['webhook-timestamp'],
    headers['webhook-signature'],
  ];
  if (!webhookIdPattern.test(id)) return { outcome: 'refused', problem: problems.wrongWebhookId };
  const secrets = opaqueIdPattern.test(tenantId) ? await secretsOf(tenantId) : undefined;
  if (secrets === undefined) return { outcome: 'refused', problem: problems.unknownTenant };
  if (secrets === 'removed') return { outcome: 'refused', problem: problems.removedTenant };
  const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  for (const secret of secrets) {
    try {
      new Webhook(secret).verify(rawBody, signed, { jsonParse: false });
      return { outcome: 'verified', tenantId };
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      // The same for every secret: no signature is checked before its time is.
      if (/timestamp too (old|new)/.test(error.message))
        return { outcome: 'refused', problem: problems.staleTimestamp };
    }
  }
  const title = explainSignature({ id, timestamp, signature, content: rawBody, part, secrets });
  return { outcome: 'refused', problem: { ...problems.wrongSignature, title } };
};

/** Who signed this GET: over its method and target, since it has no body. What is signed can never be taken for an event. */
export const verifyQuestion = (
  {
    rawPath,
    rawQueryString,
    headers,
  }: Pick<APIGatewayProxyEventV2, 'rawPath' | 'rawQueryString' | 'headers'>,
  secretsOf: SecretsOf,
) => {
  const target = rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`;
  return verifySender(JSON.stringify({ method: 'GET', target }), headers, secretsOf, 'question');
};
