import { translateFhir } from '../fhir/translate-fhir.ts';
import { sameSecret } from './signatures.ts';
import type { Provider } from './provider.ts';

/**
 * Any FHIR R4 server, by rest-hook Subscription or the R5 Backport. FHIR knows no signature: the server sends the header
 * that its Subscription was given (`channel.header`), here `Authorization: Bearer <secret>`.
 */
export const fhir: Provider = {
  name: 'fhir',
  contentType: /^application\/(fhir\+)?json\b/i,
  answers: { taken: 200, unreadable: 422 },
  speaksFhir: true,

  verify({ headers }, { all }) {
    const given = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
    if (given === undefined) return 'signature-missing';
    return all.some((secret) => sameSecret(secret, given)) ? 'verified' : 'signature-invalid';
  },

  translate: translateFhir,
};
