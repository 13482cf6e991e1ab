import { translateFhir } from '../fhir/translate-fhir.ts';
import { fhirSuccess } from '../fhir/success.ts';
import { nothing, type Provider } from './provider.ts';
import { hmac, signedByAny } from './signatures.ts';

/**
 * Medplum. https://www.medplum.com/docs/subscriptions: the bare resource, signed where the Subscription has the extension
 * `subscription-secret`. Versions in between may never come: what counts is the latest.
 */
export const medplum: Provider = {
  name: 'medplum',
  contentType: /^application\/(fhir\+)?json\b/i,
  answers: { taken: 200, unreadable: 422 },
  speaksFhir: true,
  success: fhirSuccess,

  verify({ body, headers }, secrets) {
    const signature = headers['x-signature'];
    if (signature === undefined) return 'signature-missing';
    return signedByAny(secrets, signature, (secret) => hmac('sha256', secret, [body], 'hex'));
  },

  /**
   * A deletion is an empty object, and an unsigned header says of what: anybody who saw one could repeat it about another
   * resource. The platform has to state what it means, a cancelled appointment for example.
   */
  translate: (payload, ids, now) =>
    isEmpty(payload) ? nothing('needs-read-back') : translateFhir(payload, ids, now),
};

const isEmpty = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && Object.keys(payload).length === 0;
