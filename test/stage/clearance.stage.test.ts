import { beforeAll, describe, expect, it } from 'vitest';
import { clearanceRequest } from '../../client/ask-clearance.ts';
import { checkIn, furnish, people, readWebhookSecret } from '../../demo/clinic.ts';
import { clientRegistered } from '../../events/client.ts';
import { clinicianRegistered } from '../../events/clinician.ts';
import { consentDenied, consentGranted } from '../../events/consent.ts';
import {
  sessionCancelled,
  sessionCheckedIn,
  sessionMissed,
  sessionScheduled,
  sessionStarted,
} from '../../events/session.ts';
import { useClinic } from './open-stage.ts';

const clinic = useClinic();
const callsOf = async (name: string) =>
  Object.fromEntries(
    (await clinic().stage.calls())
      .filter((call) => call.function === name && call.service === 'dynamodb')
      .map(({ operation, count }) => [operation, count]),
  );

beforeAll(async () => {
  await furnish(clinic());
  await checkIn(clinic());
});

describe('GET /v1/sessions/{id}/clearance', () => {
  it('answers with the decision, its checks and the remedies', async () => {
    const answer = await clinic().mayRun(people);
    expect(answer).toMatchObject({ httpStatus: 200, decision: 'cleared-with-warnings', mayStart: true });
    expect(answer.checks).toContainEqual({
      check: 'consent',
      about: 'telehealth-treatment',
      status: 'pass',
      reason: 'consent-in-force',
      reliedOn: 'consent-9001',
    });
    expect(answer.checks).toContainEqual({
      check: 'fallback-channel',
      status: 'warn',
      reason: 'fallback-not-agreed',
      remedy: 'Agree on a second channel in case the connection fails.',
      advice: expect.objectContaining({ who: 'clinician' }) as unknown,
    });
  });

  it('costs one BatchGetItem and no write, where nothing is new', async () => {
    await clinic().mayRun(people); // the key is in memory from here on
    await clinic().stage.forgetCalls();
    await clinic().mayRun(people);
    expect(await callsOf('answer-clearance')).toEqual({ BatchGetItem: 1 });
  });

  it('says the same where nobody is named, or another clinician', async () => {
    const { checks } = await clinic().mayRun(people);
    const { sessionId } = people;
    for (const question of [
      { sessionId },
      { sessionId, clinicianId: 'clinician-other' },
      { sessionId, clinicianId: people.clinicianId },
    ])
      expect((await clinic().mayRun(question)).checks).toEqual(checks);
  });

  it('says no to a client who does not take part, and takes no check-in of theirs', async () => {
    const { state, stage, client, mayRun } = clinic();
    const stranger = { sessionId: people.sessionId, clientId: 'client-other' };
    expect(await mayRun(stranger)).toMatchObject({
      httpStatus: 409,
      mayStart: false,
      reason: 'client-not-participant',
    });
    const checkedIn = {
      jurisdiction: 'US-NV',
      privatePlace: true,
      address: '3 Example Street',
      localEmergencyNumber: '911',
    };
    expect(await client.sendEvent(sessionCheckedIn, { ...stranger, ...checkedIn })).toMatchObject({
      status: 'refused',
    });
    // One that came before the plan was taken, and is a fact once the plan says who takes part.
    const early = { sessionId: 'session-early', clientId: 'client-other' };
    await state(sessionCheckedIn, { ...early, ...checkedIn });
    await state(sessionScheduled, {
      ...early,
      ...people,
      sessionId: early.sessionId,
      startsAt: (await stage.now()).toISOString(),
    });
    const refused = (await stage.events('session.event-refused.v1')).map(({ detail }) => detail.data);
    expect(refused).toEqual([{ ...early, about: 'checked-in', reason: 'client-not-participant' }]);
    expect((await mayRun({ ...people, sessionId: early.sessionId })).httpStatus).toBe(200);
  });

  it('says no about a session that nobody has scheduled, or that belongs to another tenant', async () => {
    const unknown = await clinic().mayRun({ sessionId: 'session-none' });
    expect(unknown).toEqual({
      status: 'answered',
      httpStatus: 404,
      decision: 'blocked',
      mayStart: false,
      reason: 'session-unknown',
      advice: expect.objectContaining({ who: 'front-desk' }) as unknown,
    });
    const { stage } = clinic();
    const secret = await readWebhookSecret(stage.url, 'demo-school');
    const options = { url: stage.url, tenantId: 'demo-school', secret };
    const { url, headers } = clearanceRequest(options, people, { id: 'q-1', sentAt: await stage.now() });
    expect((await fetch(url, { headers })).status).toBe(404);
  });

  it('refuses anyone who did not sign this very question', async () => {
    const { stage } = clinic();
    const secret = await readWebhookSecret(stage.url, 'demo-clinic');
    const options = { url: stage.url, tenantId: 'demo-clinic', secret };
    const sentAt = await stage.now();
    const good = clearanceRequest(options, people, { id: 'q-2', sentAt });
    const asked = async (url: string, headers: Record<string, string>) => {
      const response = await fetch(url, { headers });
      return { status: response.status, ...((await response.json()) as object) };
    };
    const no = { decision: 'blocked', mayStart: false };
    expect(await asked(good.url.replace('session-5501', 'session-5502'), good.headers)).toMatchObject({
      status: 401,
      ...no,
      reason: 'signature-invalid',
    });
    expect(await asked(`${good.url}&more=1`, good.headers)).toMatchObject({ status: 401, ...no });
    expect(await asked(good.url, {})).toMatchObject({ status: 401, ...no, reason: 'tenant-unknown' });
    const old = clearanceRequest(options, people, {
      id: 'q-3',
      sentAt: new Date(sentAt.getTime() - 3_600_000),
    });
    expect(await asked(old.url, old.headers)).toMatchObject({ status: 401, reason: 'timestamp-stale' });
    const other = clearanceRequest({ ...options, tenantId: 'demo-school' }, people, { id: 'q-4', sentAt });
    expect(await asked(other.url, other.headers)).toMatchObject({ status: 401, reason: 'signature-invalid' });
  });

  it('6. ignores consents that the caller brings, and a wish not to be recorded', async () => {
    const { stage } = clinic();
    const secret = await readWebhookSecret(stage.url, 'demo-clinic');
    const sessionId = 'session-bare';
    await clinic().state(sessionScheduled, {
      sessionId,
      clientId: 'client-bare',
      clinicianId: people.clinicianId,
      startsAt: (await stage.now()).toISOString(),
    });
    await clinic().state(sessionStarted, { sessionId, clientId: 'client-bare' });
    const { url, headers } = clearanceRequest(
      { url: stage.url, tenantId: 'demo-clinic', secret },
      { sessionId },
      { id: 'q-5', sentAt: await stage.now() },
    );
    const response = await fetch(url, {
      headers: {
        ...headers,
        'x-consents': '[{"scope":"telehealth-treatment","status":"active"}]',
        'x-audit': 'off',
        'cds-audit-disabled': 'true',
      },
    });
    expect(await response.json()).toMatchObject({ decision: 'blocked', mayStart: false });
    const told = (await stage.rows('Ledger')).filter(
      (row) => JSON.stringify(row).includes(sessionId) && row['type'] === 'session.blocked.v1',
    );
    expect(told).toHaveLength(1);
  });

  it('5. says no with a reason where the store does not answer', async () => {
    const { stage } = clinic();
    await stage.addFault({
      service: 'dynamodb',
      operation: 'BatchGetItem',
      function: 'answer-clearance',
      nth: '*',
      error: 'ValidationException',
    });
    const answer = await clinic().mayRun(people);
    await stage.clearFaults();
    expect(answer).toEqual({
      status: 'answered',
      httpStatus: 503,
      decision: 'blocked',
      mayStart: false,
      reason: 'store-unavailable',
      advice: expect.objectContaining({ who: 'platform' }) as unknown,
    });
  });
});

describe('a session that will not take place', () => {
  const openOf = async (pk: string) =>
    (await clinic().stage.rows('State'))
      .filter((row) => row['pk'] === pk)
      .flatMap((row) => (row['state'] as { openSessions?: string[] }).openSessions ?? []);
  const client = 'client-off';
  const clientItem = `client#demo-clinic#${client}`;
  const clinicianItem = (id: string) => `clinician#demo-clinic#${id}`;
  const plan = async (sessionId: string, clinicianId: string) =>
    clinic().state(sessionScheduled, {
      sessionId,
      clientId: client,
      clinicianId,
      startsAt: (await clinic().stage.now()).toISOString(),
    });

  it('is nobody’s open session any more, and says so; planned again it is', async () => {
    const { state, mayRun } = clinic();
    await plan('session-off', 'clinician-off');
    expect(await openOf(clientItem)).toEqual(['session-off']);
    await state(sessionCancelled, { sessionId: 'session-off' });
    expect(await openOf(clientItem)).toEqual([]);
    expect(await openOf(clinicianItem('clinician-off'))).toEqual([]);
    expect(await mayRun({ sessionId: 'session-off' })).toMatchObject({
      mayStart: false,
      reason: 'session-called-off',
    });
    await plan('session-off', 'clinician-off');
    expect(await openOf(clientItem)).toEqual(['session-off']);
    await state(sessionMissed, { sessionId: 'session-off', clientId: client, reason: 'client-absent' });
    expect(await openOf(clientItem)).toEqual([]);
  });

  it('called off before anything else was heard of it, it is left aside', async () => {
    const { state, stage } = clinic();
    await state(sessionCancelled, { sessionId: 'session-never' });
    expect((await stage.rows('State')).map(({ pk }) => pk)).not.toContain(
      'session#demo-clinic#session-never',
    );
  });

  it('moved to another clinician, it leaves the first one’s list', async () => {
    await plan('session-moved', 'clinician-first');
    expect(await openOf(clinicianItem('clinician-first'))).toEqual(['session-moved']);
    await plan('session-moved', 'clinician-second');
    expect(await openOf(clinicianItem('clinician-first'))).toEqual([]);
    expect(await openOf(clinicianItem('clinician-second'))).toEqual(['session-moved']);
  });
});

/** A client at home in California, who is reached there in an emergency. */
const register = (clientId: string, birthDate: string) =>
  clinic().state(clientRegistered, {
    clientId,
    jurisdiction: 'US-CA',
    birthDate,
    emergencyContactName: 'Example Contact',
    emergencyContactPhone: '+12025550191',
  });

const checkInFromHome = (session: { readonly sessionId: string; readonly clientId: string }) =>
  clinic().state(sessionCheckedIn, {
    ...session,
    jurisdiction: 'US-CA',
    privatePlace: true,
    address: '1 Example Street',
    localEmergencyNumber: '911',
  });

describe('two guardians who disagree', () => {
  it('block the session until the one who said no says yes, whatever the other says later', async () => {
    const { state, stage, mayRun } = clinic();
    const session = { sessionId: 'session-parents', clientId: 'client-parents' };
    const startsAt = (await stage.now()).toISOString();
    const scope = 'telehealth-treatment' as const;
    const consent = (consentId: string, speakerId: string) =>
      state(consentGranted, {
        consentId,
        clientId: session.clientId,
        scope,
        grantor: 'guardian',
        speakerId,
        relationship: 'parent',
        basis: 'parental-responsibility',
        method: 'electronic',
        documentId: 'telehealth-consent',
        documentVersion: '2',
        validFrom: startsAt,
      });
    const treatment = async () => {
      const { checks = [] } = await mayRun(session);
      return checks.find(({ about }) => about === scope)?.reason;
    };
    await register(session.clientId, '2017-01-01');
    await state(sessionScheduled, { ...session, clinicianId: people.clinicianId, startsAt });
    await state(consentDenied, {
      consentId: 'denial-father',
      clientId: session.clientId,
      scope,
      deniedBy: 'guardian',
      speakerId: 'guardian-f',
    });
    await checkInFromHome(session);
    await stage.advance('PT1M');
    await consent('consent-mother', 'guardian-m');
    expect(await treatment()).toBe('consent-denied');
    await consent('consent-father', 'guardian-f');
    expect(await treatment()).toBe('consent-in-force');
  });
});

describe('what nobody sends an event for', () => {
  it('a consent that runs out in mid-session blocks it within a minute', async () => {
    const { state, stage, mayRun } = clinic();
    const session = { sessionId: 'session-short', clientId: 'client-short' };
    const now = await stage.now();
    await register(session.clientId, '1980-01-01');
    await state(consentGranted, {
      consentId: 'consent-short',
      clientId: session.clientId,
      scope: 'telehealth-treatment',
      grantor: 'client',
      method: 'electronic',
      documentId: 'telehealth-consent',
      documentVersion: '2',
      validFrom: now.toISOString(),
      validUntil: new Date(now.getTime() + 600_000).toISOString(),
    });
    await state(sessionScheduled, {
      ...session,
      clinicianId: people.clinicianId,
      startsAt: now.toISOString(),
    });
    await checkInFromHome(session);
    await state(sessionStarted, session);
    const blocked = async () =>
      (await stage.events('session.blocked.v1')).filter(
        ({ detail }) => detail.data['sessionId'] === session.sessionId,
      ).length;
    expect((await mayRun(session)).mayStart).toBe(true);
    expect(await blocked()).toBe(0);
    await stage.advance('PT11M');
    expect(await blocked()).toBe(1);
  });

  it('a licence that ends is said ahead, once for each reminder', async () => {
    const { state, stage, facts } = clinic();
    const now = await stage.now();
    const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
    const licences = [
      { jurisdiction: 'US-CA', licenceType: 'psychologist', validFrom: inDays(-900), validUntil: inDays(31) },
    ];
    await state(clinicianRegistered, { clinicianId: 'clinician-soon', licences });
    const told = async () => (await facts('clinician.licence-expiring')).length;
    expect(await told()).toBe(1); // sixty days ahead
    await stage.advance('P2D');
    expect(await told()).toBe(2); // thirty
    await stage.advance('P1D');
    expect(await told()).toBe(2);
  });

  it('only its birth date is taken from a profile, and that is sealed again', async () => {
    const rows = (await clinic().stage.rows('State')).filter((row) =>
      String(row['pk']).startsWith('client#'),
    );
    const sealed = rows.map(
      (row) =>
        (row['state'] as { registered?: { sealedBirthDate?: string } }).registered?.sealedBirthDate ?? '',
    );
    expect(sealed.some((jwe) => jwe.split('.').length === 5)).toBe(true);
    expect(JSON.stringify(rows)).not.toContain('1990-04-12');
  });
});
