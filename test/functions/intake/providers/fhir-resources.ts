/** One sound resource of each kind that Vigil reads, invented. */
const patient = { reference: 'https://ehr.example.org/fhir/Patient/p-1/_history/3', display: 'Zoë Example' };
const meta = { versionId: '2', lastUpdated: '2027-03-01T09:59:00Z' };
const snomed = 'http://snomed.info/sct';

export const appointment = {
  resourceType: 'Appointment',
  id: 'a-1',
  meta,
  status: 'booked',
  start: '2027-03-02T10:00:00+01:00',
  participant: [
    { actor: patient },
    { actor: { reference: 'Practitioner/d-1' } },
    { actor: { reference: 'Location/1' } },
  ],
};

export const encounter = {
  resourceType: 'Encounter',
  id: 'e-1',
  meta,
  status: 'finished',
  class: { code: 'VR' },
  subject: patient,
  appointment: [{ reference: 'Appointment/a-1' }],
  period: { start: '2027-03-02T10:00:00Z', end: '2027-03-02T10:50:00Z' },
};

export const consent = {
  resourceType: 'Consent',
  id: 'c-1',
  meta,
  status: 'active',
  scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'treatment' }] },
  category: [{ coding: [{ system: 'urn:vigil:consent-scope', code: 'telehealth-treatment' }] }],
  patient,
  dateTime: '2027-03-01',
  performer: [{ reference: 'Patient/p-1' }],
  sourceAttachment: { title: 'Zoë signed this' },
  policy: [{ uri: 'https://clinic.example.org/consents/telehealth|2' }],
  provision: { type: 'permit', period: { start: '2027-03-01', end: '2028-02-29' } },
};

export const questionnaireResponse = {
  resourceType: 'QuestionnaireResponse',
  id: 'q-1',
  meta,
  status: 'completed',
  subject: patient,
  authored: '2027-03-01T09:58:00Z',
  item: [
    {
      linkId: 'group',
      item: [
        {
          linkId: '/44260-8',
          text: 'Zoë',
          answer: [{ valueCoding: { system: 'http://loinc.org', code: 'LA6570-1' } }],
        },
      ],
    },
  ],
};

export const flag = {
  resourceType: 'Flag',
  id: 'f-1',
  meta,
  status: 'active',
  code: { coding: [{ system: snomed, code: '225444004' }] },
  subject: patient,
};

export const riskAssessment = {
  resourceType: 'RiskAssessment',
  id: 'r-1',
  meta,
  status: 'final',
  subject: patient,
  prediction: [
    {
      outcome: { coding: [{ system: snomed, code: '225444004' }] },
      qualitativeRisk: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/risk-probability', code: 'high' }],
      },
    },
  ],
};

export const bundle = {
  resourceType: 'Bundle',
  type: 'history',
  entry: [
    {
      resource: {
        resourceType: 'Parameters',
        parameter: [{ name: 'type', valueCode: 'event-notification' }],
      },
    },
    { resource: consent },
    { resource: questionnaireResponse },
  ],
};

export const fhirResources = {
  appointment,
  encounter,
  consent,
  questionnaireResponse,
  flag,
  riskAssessment,
  bundle,
};
