import type { ProviderAnswer } from '../providers/provider.ts';
import { nameIn } from '../providers/reading.ts';

/**
 * What the client of a FHIR server expects (https://hl7.org/fhir/R4/http.html): a Bundle for a Bundle, and otherwise an
 * OperationOutcome. HAPI sends notifications of topics as a transaction and fails on anything else.
 */
export const fhirSuccess = (payload: unknown): ProviderAnswer => ({
  contentType: 'application/fhir+json',
  body:
    nameIn('resourceType', payload) === 'Bundle'
      ? { resourceType: 'Bundle', type: 'transaction-response' }
      : {
          resourceType: 'OperationOutcome',
          issue: [{ severity: 'information', code: 'informational', diagnostics: 'The resource was read.' }],
        },
});
