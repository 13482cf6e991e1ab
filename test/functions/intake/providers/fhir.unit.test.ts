import { describe, expect, it } from 'vitest';
import { contractOf } from '../../../../events/catalogue.ts';
import { translateFhir } from '../../../../functions/intake/fhir/translate-fhir.ts';
import { providerIds } from '../../../../functions/intake/provider-ids.ts';
import {
  appointment,
  bundle,
  consent,
  encounter,
  flag,
  questionnaireResponse,
  riskAssessment,
} from './fhir-resources.ts';

const ids = providerIds('example-key', 'test');
const clientId = ids.person('Patient/p-1');
const translate = (resource: unknown) => {
  const translation = translateFhir(resource, ids);
  return {
    outcome: translation.outcome,
    facts:
      translation.outcome === 'nothing'
        ? []
        : (translation.facts ?? []).map(({ type, at, data }) => ({ type, at, data })),
    complaints:
      translation.outcome === 'unreadable'
        ? translation.complaints.map(({ code, path }) => `${code} ${path}`)
        : [],
    reason: translation.outcome === 'nothing' ? translation.reason : undefined,
  };
};

describe('Appointment', () => {
  const sessionId = ids.session('Appointment/a-1');

  it('booked is a session that is planned', () => {
    const { facts } = translate(appointment);
    const data = {
      sessionId,
      clientId,
      clinicianId: ids.person('Practitioner/d-1'),
      startsAt: '2027-03-02T09:00:00.000Z',
    };
    expect(facts).toEqual([{ type: 'session.scheduled.v1', at: '2027-03-01T09:59:00.000Z', data }]);
    expect(contractOf('session.scheduled.v1')?.data.safeParse(data).success).toBe(true);
  });

  it.each([
    ['cancelled', 'session.cancelled.v1'],
    ['entered-in-error', 'session.cancelled.v1'],
    ['noshow', 'session.missed.v1'],
  ])('%s is %s', (status, type) => {
    expect(translate({ ...appointment, status }).facts).toMatchObject([
      { type, data: { sessionId, clientId } },
    ]);
  });

  it.each(['proposed', 'pending', 'arrived', 'fulfilled', 'waitlist'])('%s is nothing to Vigil', (status) => {
    expect(translate({ ...appointment, status }).reason).toBe('not-for-vigil');
  });

  it('of two patients cannot be represented; of nobody, or at no time, is incomplete', () => {
    const [one, ...others] = appointment.participant;
    const two = { ...appointment, participant: [one, { actor: { reference: 'Patient/p-2' } }, ...others] };
    expect(translate(two).complaints).toEqual(['not-supported Appointment.participant']);
    expect(translate({ ...appointment, participant: others }).complaints).toEqual([
      'required Appointment.participant',
    ]);
    expect(translate({ ...appointment, start: undefined }).complaints).toEqual([
      'required Appointment.start',
    ]);
  });
});

describe('Encounter', () => {
  it('is of the session of its appointment, and by itself where it has none', () => {
    expect(translate(encounter).facts).toMatchObject([
      {
        type: 'session.ended.v1',
        at: '2027-03-02T10:50:00.000Z',
        data: { sessionId: ids.session('Appointment/a-1') },
      },
    ]);
    expect(translate({ ...encounter, appointment: undefined }).facts).toMatchObject([
      { data: { sessionId: ids.session('Encounter/e-1') } },
    ]);
  });

  it('starts in progress, and only where it is virtual', () => {
    expect(translate({ ...encounter, status: 'in-progress' }).facts).toMatchObject([
      { type: 'session.started.v1' },
    ]);
    expect(translate({ ...encounter, class: { code: 'AMB' } }).reason).toBe('not-for-vigil');
  });
});

describe('Consent', () => {
  it('active is a consent for one scope, of one document, for a time', () => {
    const [granted] = translate(consent).facts;
    expect(granted).toMatchObject({
      type: 'consent.granted.v1',
      data: {
        clientId,
        scope: 'telehealth-treatment',
        grantor: 'client',
        method: 'written',
        documentVersion: '2',
        validFrom: '2027-03-01T00:00:00.000Z',
        validUntil: '2028-03-01T00:00:00.000Z', // the last day belongs to the period
      },
    });
    expect(contractOf('consent.granted.v1')?.data.safeParse(granted?.data).success).toBe(true);
  });

  it.each(['inactive', 'rejected', 'entered-in-error'])(
    '%s is a withdrawal, however little else is known',
    (status) => {
      const { id, patient } = consent;
      const { facts } = translate({ resourceType: 'Consent', id, status, patient });
      expect(facts).toMatchObject([
        { type: 'consent.withdrawn.v1', data: { consentId: ids.consent('Consent/c-1'), clientId } },
      ]);
    },
  );

  it('that denies is a withdrawal', () => {
    const denied = { ...consent, provision: { ...consent.provision, type: 'deny' } };
    expect(translate(denied).facts).toMatchObject([{ type: 'consent.withdrawn.v1' }]);
    const policyRule = {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTOUT' }],
    };
    expect(translate({ ...consent, policyRule }).facts).toMatchObject([{ type: 'consent.withdrawn.v1' }]);
  });

  it('of a guardian is named so', () => {
    const guardian = { ...consent, performer: [{ reference: 'RelatedPerson/g-1' }] };
    expect(translate(guardian).facts).toMatchObject([{ data: { grantor: 'guardian' } }]);
  });

  it.each<[string, object, string]>([
    ['nobody consented', { performer: [] }, 'required Consent.performer'],
    ['somebody else consented', { performer: [{ reference: 'Patient/p-2' }] }, 'required Consent.performer'],
    ['it is treatment, perhaps in a room', { category: [] }, 'not-supported Consent.scope'],
    [
      'a part of it is excepted',
      { provision: { ...consent.provision, provision: [{ type: 'deny' }] } },
      'not-supported Consent.provision.provision',
    ],
    ['it is for some actors only', { provision: { actor: [{}] } }, 'not-supported Consent.provision.actor'],
    [
      'it is for some purposes only',
      { provision: { purpose: [{ code: 'TREAT' }] } },
      'not-supported Consent.provision.purpose',
    ],
    [
      'its document has no version',
      { policy: [{ uri: 'https://clinic.example.org/consents/telehealth' }] },
      'required Consent.policy.uri',
    ],
    ['its source is unknown', { sourceAttachment: undefined }, 'required Consent.source[x]'],
    [
      'its beginning is a year',
      { provision: { period: { start: '2027' } } },
      'value Consent.provision.period.start',
    ],
    [
      'its end is a month',
      { provision: { period: { end: '2027-09' } } },
      'value Consent.provision.period.end',
    ],
    ['its status is not one', { status: 'valid' }, 'code-invalid Consent.status'],
    ["it is nobody's", { patient: undefined }, 'required Consent.patient'],
  ])('is refused with the reason where %s', (_, change, complaint) => {
    const { facts, complaints } = translate({ ...consent, ...change });
    expect(facts).toEqual([]);
    expect(complaints).toContain(complaint);
  });

  it('tells every reason at once', () => {
    const { complaints } = translate({ ...consent, performer: [], policy: [], sourceAttachment: undefined });
    expect(complaints).toHaveLength(3);
  });
});

describe('risk', () => {
  it.each([
    ['Flag', flag, 'chart-flag'],
    ['RiskAssessment', riskAssessment, 'risk-assessment'],
    ['QuestionnaireResponse', questionnaireResponse, 'phq9-item9'],
  ])('%s raises a warning about the client and says nothing more', (_, resource, trigger) => {
    expect(translate(resource).facts).toMatchObject([{ type: 'risk.flagged.v1' }]);
    expect(translate(resource).facts[0]?.data).toEqual({ clientId, trigger });
  });

  it('a flag that is over, and a risk that is low, are none', () => {
    expect(translate({ ...flag, status: 'inactive' }).facts).toEqual([]);
    const [prediction] = riskAssessment.prediction;
    const low = { ...prediction, qualitativeRisk: { coding: [{ code: 'low' }] } };
    expect(translate({ ...riskAssessment, prediction: [low] }).facts).toEqual([]);
  });

  it('a form in progress counts; one entered in error does not', () => {
    expect(translate({ ...questionnaireResponse, status: 'in-progress' }).facts).toHaveLength(1);
    expect(translate({ ...questionnaireResponse, status: 'entered-in-error' }).facts).toEqual([]);
  });

  it('the weight of an answer counts where its code is not of LOINC', () => {
    const answer = (valueDecimal: number) => ({
      valueCoding: {
        system: 'urn:example',
        code: 'x',
        extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/itemWeight', valueDecimal }],
      },
    });
    const answered = (weight: number) =>
      translate({ ...questionnaireResponse, item: [{ linkId: '/44260-8', answer: [answer(weight)] }] });
    expect(answered(1).facts).toHaveLength(1);
    expect(answered(0).reason).toBe('not-for-vigil');
  });

  it('a form about suicide whose questions are unknown is refused loudly; any other is counted', () => {
    const item = [{ linkId: 'g1.q9', answer: [{ valueCoding: { code: 'x' } }] }];
    const form = (questionnaire: string) => translate({ ...questionnaireResponse, questionnaire, item });
    expect(form('https://ehr.example.org/Questionnaire/phq9|1').complaints).toEqual([
      'required QuestionnaireResponse.questionnaire',
    ]);
    expect(form('https://ehr.example.org/Questionnaire/diet').reason).toBe('needs-read-back');
  });

  it('without a patient it is refused loudly, since nobody could be helped', () => {
    expect(translate({ ...questionnaireResponse, subject: undefined }).complaints).toEqual([
      'required QuestionnaireResponse.subject',
    ]);
  });
});

describe('a Bundle', () => {
  it('is taken part by part: a consent that is refused silences no warning', () => {
    const spoiled = { ...bundle, entry: [...bundle.entry, { resource: { ...consent, performer: [] } }] };
    const { outcome, facts, complaints } = translate(spoiled);
    expect(outcome).toBe('unreadable');
    expect(facts.map(({ type }) => type)).toEqual(['consent.granted.v1', 'risk.flagged.v1']);
    expect(complaints).toEqual(['required Consent.performer']);
  });

  it.each([
    [
      'Parameters',
      { resourceType: 'Parameters', parameter: [{ name: 'type', valueCode: 'heartbeat' }] },
      'heartbeat',
    ],
    ['SubscriptionStatus', { resourceType: 'SubscriptionStatus', type: 'handshake' }, 'handshake'],
    ['an id alone', { resourceType: 'SubscriptionStatus', type: 'event-notification' }, 'needs-read-back'],
  ])('with %s means no fact', (_, resource, reason) => {
    expect(translate({ resourceType: 'Bundle', entry: [{ resource }] }).reason).toBe(reason);
  });
});
