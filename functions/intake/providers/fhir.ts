import { translateFhir } from '../fhir/translate-fhir.ts';
import { localReference } from '../fhir/resource.ts';
import { fhirSuccess } from '../fhir/success.ts';
import { translateDeleted } from '../fhir/translate-deleted.ts';
import { nothing, type Provider } from './provider.ts';
import { nameIn } from './reading.ts';
import { sameSecret } from './signatures.ts';

/** Something changed; what, only the server knows. */
const emptyNotification = {};

/**
 * Any FHIR R4 server, by rest-hook Subscription or the R5 Backport. FHIR knows no signature: the server sends the header
 * that its Subscription was given (`channel.header`), here `Authorization: Bearer <secret>`.
 */
export const fhir: Provider = {
  name: 'fhir',
  contentType: /^application\/(fhir\+)?json\b/i,
  answers: { taken: 200, unreadable: 422 },
  speaksFhir: true,
  rest: ['PUT', 'DELETE'],
  success: fhirSuccess,

  /** HAPI puts and deletes resources as if it wrote to a server; a Subscription without a payload sends nothing at all. */
  parse(body, _, call) {
    if (call?.method === 'DELETE') return { deleted: call.resource };
    return body.byteLength === 0 ? emptyNotification : (JSON.parse(body.toString('utf8')) as unknown);
  },

  verify({ headers }, { all }) {
    const given = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
    if (given === undefined) return 'signature-missing';
    return all.some((secret) => sameSecret(secret, given)) ? 'verified' : 'signature-invalid';
  },

  translate(payload, ids, now) {
    const deleted = localReference(nameIn('deleted', payload));
    if (deleted !== undefined) return translateDeleted(deleted, ids);
    return payload === emptyNotification ? nothing('needs-read-back') : translateFhir(payload, ids, now);
  },
};
