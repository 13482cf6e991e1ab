import type { BirthDate } from '../../../domain/clearance/age.ts';
import type { Client } from '../../../domain/clearance/client.ts';
import type { Clinician, Licence } from '../../../domain/clearance/clinician.ts';
import type { Consent, Denial, Grant } from '../../../domain/clearance/consent.ts';
import { type Clearance, decideClearance } from '../../../domain/clearance/decide-clearance.ts';
import type { ClearancePolicy } from '../../../domain/clearance/policy.ts';
import type { CheckIn, Plan, Session } from '../../../domain/clearance/session.ts';
import { readClearancePolicies } from '../../../functions/clearance/policy.ts';

/** A Monday on which every default rule is in force. */
export const now = '2027-03-01T18:00:00.000Z';
export const policy: ClearancePolicy = readClearancePolicies()('demo-clinic');

export const adult: BirthDate = { status: 'known', date: '1990-04-12' };
/** Of this age since New Year, so also when the consents of these fixtures were given. */
export const aged = (years: number): BirthDate => ({
  status: 'known',
  date: `${String(2027 - years)}-01-01`,
});

export const grant = (changes: Partial<Grant> = {}): Grant => ({
  at: '2027-01-05T09:00:00.000Z',
  eventId: 'urn:example|g1',
  scope: 'telehealth-treatment',
  grantor: 'client',
  method: 'electronic',
  documentId: 'telehealth-consent',
  documentVersion: '2',
  validFrom: '2027-01-05T09:00:00.000Z',
  ...changes,
});

export const guardian = (changes: Partial<Grant> = {}): Grant =>
  grant({ grantor: 'guardian', relationship: 'parent', basis: 'parental-responsibility', ...changes });

export const denial = (changes: Partial<Denial> = {}): Denial => ({
  at: '2027-01-05T09:00:00.000Z',
  eventId: 'urn:example|d1',
  scope: 'telehealth-treatment',
  deniedBy: 'client',
  ...changes,
});

export const licence = (changes: Partial<Licence> = {}): Licence => ({
  jurisdiction: 'US-CA',
  licenceType: 'psychologist',
  number: 'PSY-00000',
  validFrom: '2020-01-01T00:00:00.000Z',
  validUntil: '2030-01-01T00:00:00.000Z',
  ...changes,
});

export interface Case {
  readonly consents?: Readonly<Record<string, Consent>>;
  readonly denials?: Readonly<Record<string, Denial>>;
  readonly client?: Partial<Client>;
  readonly birthDate?: BirthDate;
  readonly licences?: readonly Licence[];
  readonly clinician?: Partial<NonNullable<Clinician['registered']>>;
  readonly plan?: Partial<Plan>;
  readonly checkIn?: Partial<CheckIn> | 'none';
  readonly jurisdiction?: string;
  readonly policy?: ClearancePolicy;
  readonly now?: string;
}

/** A session at which everything is in order; each case says what is different. */
export const sessionOf = ({ plan, checkIn, jurisdiction = 'US-CA' }: Case = {}): Session => ({
  sessionId: 'session-1',
  clientId: 'client-1',
  scheduled: {
    at: '2027-02-01T09:00:00.000Z',
    eventId: 'urn:example|s1',
    clinicianId: 'clinician-1',
    startsAt: now,
    ...plan,
  },
  ...(checkIn === 'none'
    ? {}
    : {
        checkIn: {
          at: '2027-03-01T17:55:00.000Z',
          eventId: 'urn:example|c1',
          jurisdiction,
          privatePlace: true,
          safetyRecordId: 'rec-1',
          identityConfirmed: true,
          connection: 'private-network',
          fallbackChannel: 'phone',
          emergencyContactReachable: true,
          boundariesAgreed: true,
          designatedArea: true,
          ...checkIn,
        },
      }),
});

export const partiesOf = (given: Case = {}) => {
  const { consents, denials, client, birthDate = adult, licences, clinician, jurisdiction = 'US-CA' } = given;
  return {
    birthDate,
    client: {
      clientId: 'client-1',
      registered: {
        at: '2026-01-01T00:00:00.000Z',
        eventId: 'urn:example|r1',
        jurisdiction,
        profileRecordId: 'rec-0',
      },
      consents: consents ?? {
        treatment: { grant: grant() },
        data: { grant: grant({ scope: 'data-processing' }) },
        contact: { grant: grant({ scope: 'emergency-contact-disclosure' }) },
      },
      ...(denials === undefined ? {} : { denials }),
      openSessions: ['session-1'],
      ...client,
    },
    clinician: {
      clinicianId: 'clinician-1',
      registered: {
        at: '2026-01-01T00:00:00.000Z',
        eventId: 'urn:example|k1',
        licences: licences ?? [licence({ jurisdiction })],
        telehealthTrainingUntil: '2029-01-01T00:00:00.000Z',
        ...clinician,
      },
      openSessions: ['session-1'],
    },
  };
};

export const decide = (given: Case = {}): Clearance =>
  decideClearance(sessionOf(given), partiesOf(given), given.policy ?? policy, given.now ?? now);

/** What did not pass, as `check reason` or `scope reason`. */
export const problems = (clearance: Clearance): string[] =>
  clearance.checks
    .filter(({ status }) => status !== 'pass')
    .map(({ check, about, reason }) => `${about ?? check} ${reason}`);

export const blocking = (clearance: Clearance): string[] =>
  clearance.checks
    .filter(({ status }) => status === 'fail')
    .map(({ check, about, reason }) => `${about ?? check} ${reason}`);

/** Only the consent to treatment, and what it lacks. */
export const onTreatment = (given: Case): string => {
  const check = decide(given).checks.find(({ about }) => about === 'telehealth-treatment');
  return check === undefined ? 'not asked' : `${check.status} ${check.reason}`;
};
