import {
  AbstractDataSharingEngine,
  AbstractSensitivityRuleProvider,
  DataSharingEngineContext,
} from '@asushares/core';
import type { Consent } from '../../domain/clearance/consent.ts';

type FhirConsents = Parameters<AbstractDataSharingEngine['process']>[0];

/** The same consents in FHIR R5, as far as the other engine looks at them: status, period, decision. */
export const toFhir = (consents: Readonly<Record<string, Consent>>): FhirConsents =>
  Object.entries(consents).map(([id, { grant, withdrawnAt }]) => ({
    resourceType: 'Consent',
    id,
    status: withdrawnAt === undefined ? 'active' : 'inactive',
    decision: 'permit',
    category: [{ coding: [{ system: 'urn:example:scope', code: grant?.scope ?? 'none' }] }],
    ...(grant === undefined
      ? {}
      : {
          period: {
            start: grant.validFrom,
            ...(grant.validUntil === undefined ? {} : { end: grant.validUntil }),
          },
        }),
  }));

class NoRules extends AbstractSensitivityRuleProvider {
  override rulesSchema(): object {
    return {};
  }

  override loadRulesFile(): ReturnType<AbstractSensitivityRuleProvider['loadRulesFile']> {
    return { id: 'none', rules: [] } as unknown as ReturnType<
      AbstractSensitivityRuleProvider['loadRulesFile']
    >;
  }
}

class Quiet extends AbstractDataSharingEngine {
  override createAuditEvent(): void {
    // Only the decision is measured.
  }
}

/** One decision of `@asushares/core` over all consents: no content to label, no audit, nothing printed. */
export const asushares = (): ((consents: FhirConsents) => string) => {
  const engine = new Quiet(new NoRules(), 0, false);
  const context = Object.assign(new DataSharingEngineContext(), {
    actor: [{ value: 'clinician-1' }],
    patientId: [{ value: 'client-1' }],
    content: { resourceType: 'Bundle', type: 'collection' },
  } as const);
  return (consents) => engine.process(consents, context).summary;
};
