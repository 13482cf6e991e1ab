import { describe, expect, it } from 'vitest';
import { contractOf } from '../../../../events/catalogue.ts';
import { translateFhir } from '../../../../functions/intake/fhir/translate-fhir.ts';
import { providerIds } from '../../../../functions/intake/provider-ids.ts';
import { busEventsOf } from '../../../../functions/intake/publish-provider-facts.ts';
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
const now = '2027-03-01T12:00:00.000Z';
const translate = (resource: unknown) => {
  const translation = translateFhir(resource, ids, now);
  const stated = translation.outcome === 'nothing' ? [] : (translation.facts ?? []);
  expect(busEventsOf(stated, { source: 'urn:test', tenantId: 'clinic', ids }, now).unsound).toEqual([]);
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

  it('about somebody who is not named pages all the same, under the id of the resource', () => {
    expect(translate({ ...questionnaireResponse, subject: undefined }).facts).toMatchObject([
      {
        type: 'risk.flagged.v1',
        data: { clientId: ids.person('QuestionnaireResponse/q-1'), trigger: 'patient-unidentified' },
      },
    ]);
  });
});

const loinc = 'http://loinc.org';
const coded = (system: string, code: string) => ({ valueCoding: { system, code } });
const raised = (resource: unknown) =>
  translate(resource).facts.map(({ type, data }) => [type, (data as { trigger?: string }).trigger]);

describe('an answer about suicide', () => {
  const answered = (linkId: string, answer: object, more: object = {}) =>
    raised({ ...questionnaireResponse, item: [{ linkId, answer: [answer] }], ...more });
  const often = { valueCoding: { system: loinc, code: 'LA6571-9' } };

  it.each(['/44249-1/44260-8', '/44260-8/44249-1', '/44249-1/69724-3/44260-8', 'phq9.44260-8'])(
    'is found in the link id %s',
    (linkId) => {
      expect(answered(linkId, often)).toEqual([['risk.flagged.v1', 'phq9-item9']]);
    },
  );

  it('is found by any of the codes of its question', () => {
    const contained = [
      {
        resourceType: 'Questionnaire',
        id: 'q',
        item: [
          {
            linkId: 'nine',
            code: [
              { system: loinc, code: '69731-8' },
              { system: 'urn:own', code: '44249-1' },
              { system: loinc, code: '44260-8' },
            ],
          },
        ],
      },
    ];
    expect(answered('nine', often, { contained, questionnaire: '#q' })).toEqual([
      ['risk.flagged.v1', 'phq9-item9'],
    ]);
  });

  it.each([
    ['a number', { valueInteger: 1 }, { valueInteger: 0 }],
    [
      'HL7 v2-0136',
      coded('http://terminology.hl7.org/CodeSystem/v2-0136', 'Y'),
      coded('http://terminology.hl7.org/CodeSystem/v2-0136', 'N'),
    ],
    ['SNOMED CT', coded('http://snomed.info/sct', '373066001'), coded('http://snomed.info/sct', '373067005')],
    ['a boolean', { valueBoolean: true }, { valueBoolean: false }],
    ['LOINC', coded(loinc, 'LA33-6'), coded(loinc, 'LA32-8')],
  ])('of the C-SSRS is read as %s', (_, yes, no) => {
    expect(answered('/93247-5', yes)).toEqual([['risk.flagged.v1', 'cssrs-positive']]);
    expect(answered('/93247-5', no)).toEqual([]);
  });

  it('that cannot be read is refused, and hides no other that can', () => {
    expect(
      translate({ ...questionnaireResponse, item: [{ linkId: '/93247-5', answer: [{ valueInteger: 2 }] }] })
        .complaints,
    ).toEqual(['code-invalid QuestionnaireResponse.item.answer']);
    const item = [
      { linkId: '/93247-5', answer: [{ valueString: 'perhaps' }] },
      { linkId: '/44260-8', answer: [often] },
    ];
    expect(raised({ ...questionnaireResponse, item })).toEqual([['risk.flagged.v1', 'phq9-item9']]);
  });
});

describe('Observation and Condition', () => {
  const observation = {
    resourceType: 'Observation',
    id: 'o-1',
    status: 'final',
    code: { coding: [{ system: loinc, code: '44260-8' }] },
    subject: { reference: 'Patient/p-1' },
    effectiveDateTime: '2027-03-01T09:00:00Z',
    valueCodeableConcept: { coding: [{ system: loinc, code: 'LA6569-3' }] },
  };
  const condition = {
    resourceType: 'Condition',
    id: 'c-9',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '6471006' }] },
    subject: { reference: 'Patient/p-1' },
    recordedDate: '2027-03-01',
  };
  const value = (code: string) => ({ coding: [{ system: loinc, code }] });

  it.each([
    ['a positive item of the PHQ-9', observation, 'phq9-item9'],
    [
      'its points',
      { ...observation, valueCodeableConcept: undefined, valueQuantity: { value: 2 } },
      'phq9-item9',
    ],
    [
      'a high level of the C-SSRS',
      { ...observation, code: value('93374-7'), valueCodeableConcept: value('LA9193-9') },
      'cssrs-positive',
    ],
    [
      'one component of several',
      {
        ...observation,
        code: value('93373-9'),
        valueCodeableConcept: undefined,
        component: [
          { code: value('93246-7'), valueCodeableConcept: value('LA32-8') },
          { code: value('93247-5'), valueCodeableConcept: value('LA33-6') },
        ],
      },
      'cssrs-positive',
    ],
    [
      'the same answer in two code systems',
      {
        ...observation,
        valueCodeableConcept: {
          coding: [
            { system: 'urn:own', code: 'x' },
            { system: loinc, code: 'LA6571-9' },
          ],
        },
      },
      'phq9-item9',
    ],
    [
      'a finding by its own code',
      { ...observation, code: condition.code, valueCodeableConcept: undefined },
      'chart-observation',
    ],
    ['a condition', condition, 'chart-condition'],
    [
      'a flag of suicide risk',
      { ...flag, code: { coding: [{ system: 'http://snomed.info/sct', code: '267073005' }] } },
      'chart-flag',
    ],
  ])('%s is a warning', (_, resource, trigger) => {
    expect(raised(resource)).toEqual([['risk.flagged.v1', trigger]]);
  });

  it.each([
    ['an item answered no', { ...observation, valueCodeableConcept: value('LA6568-5') }],
    ['a low level', { ...observation, code: value('93374-7'), valueCodeableConcept: value('LA9194-7') }],
    ['one entered in error', { ...observation, status: 'entered-in-error' }],
    [
      'a finding that is absent',
      { ...observation, code: condition.code, valueCodeableConcept: undefined, valueBoolean: false },
    ],
    ['another question', { ...observation, code: value('8867-4') }],
    [
      'a condition that is over',
      {
        ...condition,
        clinicalStatus: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'resolved' }],
        },
      },
    ],
    [
      'a condition that was refuted',
      {
        ...condition,
        verificationStatus: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'refuted' }],
        },
      },
    ],
  ])('%s is none', (_, resource) => {
    expect(translate(resource)).toMatchObject({ facts: [], reason: 'not-for-vigil' });
  });

  it('an answer that cannot be read is refused', () => {
    expect(
      translate({ ...observation, valueCodeableConcept: undefined, valueString: 'often' }).complaints,
    ).toEqual(['code-invalid Observation.value']);
  });

  it.each([
    ['of yesterday pages', '2027-02-28', [['risk.flagged.v1', 'chart-condition']]],
    ['of last month puts the client at elevated risk', '2027-02-01', [['client.watched.v1', undefined]]],
    ['of years ago says nothing about today', '2013-01-01', []],
  ])('a finding %s', (_, recordedDate, expected) => {
    expect(raised({ ...condition, recordedDate })).toEqual(expected);
  });
});

describe('whom a finding is about', () => {
  const about = (subject: object, more: object = {}) => {
    const [flagged] = translate({ ...flag, subject, ...more }).facts;
    return flagged?.data as { clientId: string; trigger: string };
  };
  const identifier = { system: 'urn:oid:1.2', value: 'mrn-7' };
  const identified = ids.person('urn:oid:1.2|mrn-7');

  it('is found by address, by identifier, and by a contained Patient', () => {
    expect(about({ reference: 'https://ehr.example.org/fhir/Patient/p-1' }).clientId).toBe(clientId);
    expect(about({ identifier })).toEqual({ clientId: identified, trigger: 'chart-flag' });
    const contained = [{ resourceType: 'Patient', id: 'p', identifier: [identifier] }];
    const response = { ...questionnaireResponse, contained, subject: { reference: '#p' } };
    expect(translate(response).facts[0]?.data).toMatchObject({ clientId: identified, trigger: 'phq9-item9' });
  });

  it('is found beside it in the Bundle', () => {
    const uuid = 'urn:uuid:8d5b2f6e-3f0a-4d7a-9f53-0d6b8d1f0c11';
    const inBundle = (patient: object) =>
      translate({
        resourceType: 'Bundle',
        entry: [
          { fullUrl: uuid, resource: patient },
          { resource: { ...flag, subject: { reference: uuid } } },
        ],
      }).facts[0]?.data;
    expect(inBundle({ resourceType: 'Patient', id: 'p-1' })).toMatchObject({ clientId });
    expect(inBundle({ resourceType: 'Patient', identifier: [identifier] })).toMatchObject({
      clientId: identified,
    });
    expect(inBundle({ resourceType: 'Patient' })).toMatchObject({ trigger: 'patient-unidentified' });
  });

  it('is not needed for people to be paged', () => {
    expect(about({ display: 'somebody' })).toEqual({
      clientId: ids.person('Flag/f-1'),
      trigger: 'patient-unidentified',
    });
  });
});

describe('a Bundle', () => {
  it('publishes warnings first, and a fact that breaks its contract costs no other', () => {
    const found = [
      { type: 'consent.granted.v1', key: 'k-1', data: {} },
      { type: 'room.closed.v1', key: 'k-2', data: { sessionId: 'session-1' } },
      { type: 'risk.flagged.v1', key: 'k-3', data: { clientId, trigger: 'chart-flag' } },
    ] as const;
    const { events, unsound } = busEventsOf(found, { source: 'urn:test', tenantId: 'clinic', ids }, now);
    expect(events.map(({ type }) => type)).toEqual(['risk.flagged.v1', 'room.closed.v1']);
    expect(unsound).toHaveLength(1);
  });

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
