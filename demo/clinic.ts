import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { askClearance, type ClearanceAnswer, type ClearanceQuestion } from '../client/ask-clearance.ts';
import { vigilClient, type VigilClient } from '../client/index.ts';
import { clientRegistered } from '../events/client.ts';
import { clinicianRegistered } from '../events/clinician.ts';
import { consentGranted } from '../events/consent.ts';
import type { Contract, Stated } from '../events/define.ts';
import { recordSubmitted } from '../events/record.ts';
import { rosterPublished } from '../events/roster.ts';
import { sessionCheckedIn, sessionScheduled } from '../events/session.ts';
import { stageClient, type StageClient } from '../local/stage-client.ts';
import { operatorOf } from './operator.ts';
import { addDemoTenants } from './tenants.ts';

/** Phones of the on-call staff; 555-01xx numbers are reserved for fiction. */
export const phones = { ada: '+12025550111', bea: '+12025550112' } as const;

export interface Clinic {
  readonly stage: StageClient;
  readonly client: VigilClient;
  /** States a fact as of now, waits until its consequences have come to rest, and throws where it is refused. */
  state<T extends string, S extends z.ZodObject, P extends z.ZodObject>(
    contract: Contract<T, S, P>,
    data: Stated<S, P>,
  ): Promise<void>;
  /** Asks over HTTP whether a session may run now. */
  mayRun(question: ClearanceQuestion): Promise<Extract<ClearanceAnswer, { readonly status: 'answered' }>>;
  /** The texts that a phone has received since the clinic was furnished, oldest first. */
  textsOn(number: string): Promise<string[]>;
  /** Somebody answers by SMS; resolves when all that follows from it has come to rest. */
  answer(number: string, text: string): Promise<void>;
  /** From now on `textsOn` leaves out what a phone shows already. */
  clearPhones(): Promise<void>;
  /** Types of Vigil's own facts so far, oldest first. */
  facts(prefix: string): Promise<string[]>;
}

/** A fictional clinic on the local stage. It signs with the secret that the deployment made, as a provider would. */
export const openClinic = async (url: string, tenantId = 'demo-clinic'): Promise<Clinic> => {
  const stage = stageClient(url);
  await addDemoTenants(stage);
  const secret = await readWebhookSecret(url, tenantId);
  const options = { url, tenantId, secret, source: 'urn:example:platform', now: stage.now };
  // One try: scenarios and attacks see each answer, and the stage's clock is not the one that pauses follow.
  const client = vigilClient({ ...options, attempts: 1 });
  let cleared: ReadonlyMap<string, number> = new Map();
  return {
    stage,
    client,
    async answer(number, text) {
      await stage.reply(number, text);
      await stage.idle();
    },
    async clearPhones() {
      cleared = new Map((await stage.phones()).map(({ number, messages }) => [number, messages.length]));
    },
    async state(contract, data) {
      const sent = await client.sendEvent(contract, data);
      if (sent.status !== 'accepted')
        throw new Error(`${contract.type} was refused: ${JSON.stringify(sent)}`);
      await stage.idle();
    },
    mayRun: async (question) => answered(await askClearance({ ...options, attempts: 1 }, question)),
    async textsOn(number) {
      const phone = (await stage.phones()).find((candidate) => candidate.number === number);
      return phone?.messages.slice(cleared.get(number) ?? 0).map(({ text }) => text) ?? [];
    },
    async facts(prefix) {
      const passed = await stage.events();
      return passed.map((event) => event['detail-type']).filter((type) => type.startsWith(prefix));
    },
  };
};

/** What Vigil answered. @throws where it did not. */
export const answered = <A extends { readonly status: string }>(
  answer: A,
): Extract<A, { readonly status: 'answered' }> => {
  if (answer.status !== 'answered') throw new Error(`no answer: ${JSON.stringify(answer)}`);
  return answer as Extract<A, { readonly status: 'answered' }>;
};

/** What an operator does once, to hand a provider its secret. */
export const readWebhookSecret = async (url: string, tenantId: string): Promise<string> =>
  (await readSecret(url, `webhook/${tenantId}`))['current'] ?? '';

/** Secrets Manager of the stage, as an operator sees it. */
export const operatorsSecrets = (url: string): SecretsManagerClient =>
  new SecretsManagerClient(operatorOf(url));

export const readSecret = async (url: string, name: string): Promise<Record<string, string>> => {
  const command = new GetSecretValueCommand({ SecretId: `vigil/local/${name}` });
  const { SecretString } = await operatorsSecrets(url).send(command);
  return JSON.parse(SecretString ?? '{}') as Record<string, string>;
};

export const people = {
  clientId: 'client-7f3a',
  clinicianId: 'clinician-21',
  sessionId: 'session-5501',
} as const;

/** A clinic with one clinician, one adult client who has consented, and two people on call. */
export const furnish = async (clinic: Clinic): Promise<void> => {
  await clinic.state(rosterPublished, {
    rosterId: 'roster-main',
    tiers: [
      { staffIds: ['staff-ada'], answerWithinSeconds: 300 },
      { staffIds: ['staff-bea'], answerWithinSeconds: 300 },
    ],
    phones: { 'staff-ada': phones.ada, 'staff-bea': phones.bea },
  });
  await confirmPhones(clinic, Object.values(phones));
  await register(clinic);
};

/** The clinician and the client, who has consented: a clinic that keeps records, with nobody on call. */
export const register = async (clinic: Clinic): Promise<void> => {
  const { state, stage } = clinic;
  const now = await stage.now();
  const { clientId, clinicianId } = people;
  await state(clinicianRegistered, {
    clinicianId,
    licences: [
      {
        jurisdiction: 'US-CA',
        licenceType: 'psychologist',
        validFrom: yearsFrom(now, -5),
        validUntil: yearsFrom(now, 20),
      },
    ],
  });
  await registerClient(clinic, clientId);
  await state(consentGranted, {
    consentId: 'consent-9001',
    clientId,
    scope: 'telehealth-treatment',
    grantor: 'client',
    method: 'electronic',
    documentId: 'telehealth-consent',
    documentVersion: '2',
    validFrom: now.toISOString(),
  });
};

/** A client in California, of age where no birth date is given. */
export const registerClient = (
  { state }: Clinic,
  clientId: string,
  birthDate = '1990-04-12',
): Promise<void> =>
  state(clientRegistered, {
    clientId,
    jurisdiction: 'US-CA',
    birthDate,
    emergencyContactName: 'Example Contact',
    emergencyContactPhone: '+12025550190',
  });

/** A record that the clinic's clinician has written. */
export const fileRecord = (
  { state }: Clinic,
  record: Pick<z.input<typeof recordSubmitted.data>, 'recordId' | 'clientId' | 'recordClass'>,
  content = 'Example note.',
): Promise<void> => state(recordSubmitted, { ...record, authorId: people.clinicianId, content });

/** Anyone who is on a roster for the first time confirms the phone, once. */
export const confirmPhones = async (clinic: Clinic, numbers: readonly string[]): Promise<void> => {
  for (const number of numbers) {
    const code = codeIn((await clinic.textsOn(number)).at(-1));
    await clinic.answer(number, `${code} Y`);
  }
  await clinic.clearPhones();
};

/** The code that a text asks to be answered with. */
export const codeIn = (text: string | undefined): string => /\b\d{4}\b/.exec(text ?? '')?.[0] ?? 'no code';

/** The client's session, planned for now and checked in from home. */
export const checkIn = async (
  { state, stage }: Clinic,
  sessionId: string = people.sessionId,
): Promise<void> => {
  const { clientId, clinicianId } = people;
  await state(sessionScheduled, {
    sessionId,
    clientId,
    clinicianId,
    startsAt: (await stage.now()).toISOString(),
  });
  await state(sessionCheckedIn, {
    sessionId,
    clientId,
    jurisdiction: 'US-CA',
    privatePlace: true,
    address: '1 Example Street, Exampleville',
    localEmergencyNumber: '+12025550199',
  });
};

const yearsFrom = (date: Date, years: number): string => {
  const moved = new Date(date);
  moved.setUTCFullYear(moved.getUTCFullYear() + years);
  return moved.toISOString();
};
