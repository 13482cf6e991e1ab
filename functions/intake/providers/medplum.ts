import { translateFhir } from '../fhir/translate-fhir.ts';
import { localReference } from '../fhir/resource.ts';
import { fhirSuccess } from '../fhir/success.ts';
import { translateDeleted } from '../fhir/translate-deleted.ts';
import type { Provider } from './provider.ts';
import { nameIn } from './reading.ts';
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

  /** A deletion is an empty object; a header names what was deleted. */
  parse(body, headers) {
    const deleted = headers['x-medplum-deleted-resource'];
    return deleted === undefined ? (JSON.parse(body.toString('utf8')) as unknown) : { deleted };
  },

  verify({ body, headers }, secrets) {
    const signature = headers['x-signature'];
    if (signature === undefined) return 'signature-missing';
    return signedByAny(secrets, signature, (secret) => hmac('sha256', secret, [body], 'hex'));
  },

  translate(payload, ids) {
    const deleted = localReference(nameIn('deleted', payload));
    if (deleted === undefined) return translateFhir(payload, ids);
    // The header is not signed; a session that is cancelled by it can do no worse than not be waited for.
    return translateDeleted(deleted, ids);
  },
};
