import { describe, expect, it } from 'vitest';
import { recordsApiClient } from '../../client/records-api.ts';
import {
  answered,
  fileRecord,
  furnish,
  people,
  readWebhookSecret,
  registerClient,
} from '../../demo/clinic.ts';
import { openOffice } from '../../demo/records-office.ts';
import { changeRow, putRow, removeRow } from '../../demo/operator.ts';
import { clientDischarged, keyRotationRequested } from '../../events/client.ts';
import { erasureCancellationRequested, erasureRequested } from '../../events/erasure.ts';
import { holdPlaced, holdReleased } from '../../events/hold.ts';
import { recordSubmitted } from '../../events/record.ts';
import { recalculationRequested } from '../../events/retention.ts';
import { problem } from '../../functions/platform/http/answer-shape.ts';
import { accessExport } from '../../functions/records/export-access/answer-shape.ts';
import { openedRecord, recordList } from '../../functions/records/open-record/answer-shape.ts';
import { retentionReport } from '../../functions/retention/report-retention/answer-shape.ts';
import { schedules, useClinic } from './open-stage.ts';

const clinic = useClinic({
  pausedSchedules: [...schedules.alarms, ...schedules.clearance, ...schedules.crisis, ...schedules.presence],
});

let notes = 0;
const file = async (recordClass: 'progress-note' | 'psychotherapy-note' | 'telemetry', clientId: string) => {
  const recordId = `note-${notes++}`;
  await fileRecord(clinic(), { recordId, clientId, recordClass }, 'Example word.');
  return recordId;
};
const newClient = async (clientId: string) => {
  await registerClient(clinic(), clientId);
  return clientId;
};
const row = async (recordId: string) =>
  (await clinic().stage.rows('Records')).find((each) => each['recordId'] === recordId);
const factsOf = async (type: string, recordId: string) =>
  (await clinic().stage.events(type)).filter(({ detail }) => detail.data['recordId'] === recordId);
const reviewAt = '2040-01-01T00:00:00Z';
const hold = (clientId: string, matterId: string) =>
  clinic().state(holdPlaced, { clientId, matterId, kind: 'litigation', placedBy: 'officer-3', reviewAt });

describe('openings', () => {
  const open = async (question: object) => {
    const office = await openOffice(clinic());
    const { httpStatus: status, text } = await office.ask('/v1/openings', question);
    const body = JSON.parse(text) as Record<string, unknown>;
    const shape = status !== 200 ? problem : 'records' in body ? recordList : openedRecord;
    expect(shape.parse(body)).toEqual(body);
    return { status, body };
  };

  it('need role and purpose; each is a fact; a list shows only what the role may open', async () => {
    await furnish(clinic());
    const clientId = await newClient('client-open');
    const note = await file('progress-note', clientId);
    const therapy = await file('psychotherapy-note', clientId);
    const clinician = { clientId, personId: 'clinician-99', role: 'clinician', purpose: 'treatment' };
    expect(await open({ ...clinician, recordId: note })).toMatchObject({
      status: 200,
      body: { content: { content: 'Example word.' }, authorId: people.clinicianId },
    });
    expect(await open({ ...clinician, recordId: therapy })).toMatchObject({ status: 403 });
    const author = { ...clinician, role: 'author', recordId: therapy };
    expect(await open(author)).toMatchObject({ status: 403, body: { code: 'not-the-author' } });
    expect(await open({ ...author, personId: people.clinicianId })).toMatchObject({ status: 200 });
    const listed = await open(clinician);
    expect(Object.keys(listed.body)).toEqual(['records']);
    expect(JSON.stringify(listed.body)).not.toContain(therapy);
    expect(await factsOf('record.opened.v1', note)).toHaveLength(1);
    expect(await factsOf('record.opening-refused.v1', therapy)).toHaveLength(2);
  });

  it('each answered read is a fact with its person, also where a platform repeats the id of its request', async () => {
    const clientId = await newClient('client-one-id');
    const note = await file('progress-note', clientId);
    const { stage } = clinic();
    const secret = await readWebhookSecret(stage.url, 'demo-clinic');
    const platform = recordsApiClient({ url: stage.url, tenantId: 'demo-clinic', secret, now: stage.now });
    const id = 'always-the-same';
    for (const personId of ['clinician-7', 'clinician-8', 'clinician-8']) {
      const question = { clientId, recordId: note, personId, role: 'clinician', purpose: 'treatment' };
      expect(answered(await platform.ask('/v1/openings', question, { id })).httpStatus).toBe(200);
    }
    const question = { clientId, personId: 'officer-3', format: 'json' };
    expect(answered(await platform.ask('/v1/access-exports', question, { id })).httpStatus).toBe(200);
    await stage.idle();
    const readers = (await factsOf('record.opened.v1', note)).map(({ detail }) => detail.data['personId']);
    expect(readers).toEqual(['clinician-7', 'clinician-8', 'clinician-8']);
    const exported = (await stage.events('access.exported.v1')).map(({ detail }) => detail.data['clientId']);
    expect(exported).toContain(clientId);
  });

  it('case 12: break-glass without recipient, nature or reason is refused; complete it is allowed and on record', async () => {
    const clientId = 'client-open';
    const recordId = await file('psychotherapy-note', clientId);
    const asked = {
      clientId,
      recordId,
      personId: 'clinician-99',
      role: 'clinician',
      purpose: 'crisis-response',
    };
    const complete = {
      recipient: 'responder-9',
      nature: 'serious-imminent-threat',
      reason: 'author-unreachable',
    };
    for (const missing of Object.keys(complete)) {
      const breakGlass = { ...complete, [missing]: undefined };
      expect(await open({ ...asked, breakGlass })).toMatchObject({
        status: 403,
        body: { code: 'break-glass-incomplete' },
      });
    }
    expect(await open({ ...asked, breakGlass: complete })).toMatchObject({ status: 200 });
    const [fact] = await factsOf('record.opened.v1', recordId);
    expect(fact?.detail.data).toMatchObject({ ...complete, reviewBy: expect.any(String) as string });
  });

  it('a ciphertext that was moved is refused by its own name, and is a fact', async () => {
    const { stage } = clinic();
    const [one, two] = [
      await file('progress-note', 'client-open'),
      await file('progress-note', 'client-open'),
    ];
    const stolen = (await row(one))?.['jwe'];
    const key = { pk: 'demo-clinic#client:client-open', sk: two };
    await changeRow(stage.url, (await stage.outputs())['RecordsTableName'] ?? '', key, 'jwe', stolen);
    const asked = {
      clientId: 'client-open',
      personId: 'clinician-99',
      role: 'clinician',
      purpose: 'treatment',
    };
    expect(await open({ ...asked, recordId: two })).toMatchObject({
      status: 409,
      body: { code: 'moved-to-another-record' },
    });
    expect((await factsOf('record.seal-broken.v1', two))[0]?.detail.data).toMatchObject({
      fault: 'moved-to-another-record',
    });
  });

  it('the wrong tenant finds nothing; a row that was moved to it is refused by its own name, and is a fact', async () => {
    const { stage } = clinic();
    const recordId = await file('progress-note', 'client-open');
    const school = await openOffice(clinic(), 'demo-school');
    const asked = {
      clientId: 'client-open',
      recordId,
      personId: 'clinician-99',
      role: 'clinician',
      purpose: 'treatment',
    };
    const askSchool = async () => {
      const { httpStatus: status, text } = await school.ask('/v1/openings', asked);
      return { status, body: JSON.parse(text) as Record<string, unknown> };
    };
    expect(await askSchool()).toMatchObject({ status: 404, body: { code: 'record-not-found' } });

    const { facts: _, ...stolen } = (await row(recordId)) ?? {};
    const moved = { ...stolen, pk: 'demo-school#client:client-open', tenantId: 'demo-school' };
    await putRow(stage.url, (await stage.outputs())['RecordsTableName'] ?? '', moved);
    expect(await askSchool()).toMatchObject({ status: 409, body: { code: 'moved-to-another-tenant' } });
    const [fact, ...more] = await factsOf('record.seal-broken.v1', recordId);
    expect(fact?.detail).toMatchObject({
      tenantid: 'demo-school',
      data: { fault: 'moved-to-another-tenant', personId: 'clinician-99' },
    });
    expect(more).toEqual([]);
  });

  const reheaded = (jwe: string, change: object): string => {
    const [header = '', ...rest] = jwe.split('.');
    const fields = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
    return [Buffer.from(JSON.stringify({ ...fields, ...change })).toString('base64url'), ...rest].join('.');
  };
  it.each<[string, number, (jwe: string) => string | Promise<string>]>([
    [
      'moved-to-another-subject',
      409,
      async () => String((await row(await file('telemetry', 'client-b')))?.['jwe']),
    ],
    ['class-changed', 409, (jwe) => reheaded(jwe, { class: 'telemetry' })],
    ['header-altered', 409, (jwe) => reheaded(jwe, { enc: 'A128GCM' })],
    ['altered', 409, (jwe) => reheaded(jwe, { more: 1 })],
    ['truncated', 409, (jwe) => jwe.slice(0, -9)],
    ['truncated', 409, () => ''],
    ['key-version-unknown', 409, (jwe) => reheaded(jwe, { kid: '7' })],
  ])(
    'a ciphertext that is %s: refused with %i and its own name, and a fact',
    async (fault, status, spoil) => {
      const { stage } = clinic();
      const recordId = await file('progress-note', 'client-a');
      const table = (await stage.outputs())['RecordsTableName'] ?? '';
      const key = { pk: 'demo-clinic#client:client-a', sk: recordId };
      await changeRow(stage.url, table, key, 'jwe', await spoil(String((await row(recordId))?.['jwe'])));
      const asked = { clientId: 'client-a', recordId, personId: 'clinician-99' };
      const answer = await open({ ...asked, role: 'clinician', purpose: 'treatment' });
      expect(answer).toMatchObject({ status, body: { code: fault } });
      expect(answer.body).not.toHaveProperty('content');
      const facts = await factsOf('record.seal-broken.v1', recordId);
      expect(facts.map(({ detail }) => detail.data)).toMatchObject([{ fault, personId: 'clinician-99' }]);
    },
  );

  it.each([
    ['key-erased', 410, { erasedAt: '2027-03-01T10:00:00.000Z' }],
    ['key-missing', 409, undefined],
  ])('a record whose key is gone, %s: refused with %i, and a fact', async (fault, status, tombstone) => {
    const { stage } = clinic();
    const clientId = `client-${fault}`;
    const recordId = await file('progress-note', clientId);
    const keysTable = (await stage.outputs())['KeysTableName'] ?? '';
    const pk = `demo-clinic#client:${clientId}`;
    await removeRow(stage.url, keysTable, { pk });
    if (tombstone !== undefined) await putRow(stage.url, keysTable, { pk, ...tombstone });
    const asked = { clientId, recordId, personId: 'clinician-99', role: 'clinician', purpose: 'treatment' };
    // The plain key dies in every memory within five minutes; here nobody has opened anything of the client yet.
    await stage.advance('PT6M');
    expect(await open(asked)).toMatchObject({ status, body: { code: fault } });
    expect((await factsOf('record.seal-broken.v1', recordId))[0]?.detail.data).toMatchObject({ fault });
  });

  it('everything about a client is handed out signed, as JSON and HTML; what the law withholds is named', async () => {
    const office = await openOffice(clinic());
    const question = { clientId: 'client-open', personId: 'officer-3', format: 'json' };
    const answered = JSON.parse((await office.ask('/v1/access-exports', question)).text) as unknown;
    const { bundle } = accessExport.parse(answered);
    expect(bundle).toEqual((answered as { bundle: unknown }).bundle);
    expect(bundle.records.map(({ recordClass }) => recordClass)).toContain('client-profile');
    expect(bundle.withheld.map(({ recordClass }) => recordClass)).toContain('psychotherapy-note');
    const html = await office.ask('/v1/access-exports', { ...question, format: 'html' });
    expect(html.contentType).toContain('text/html');
    expect(html.text).toContain('Example word.');
    const audit = (text: string) => office.audit('verify-access-export', 'records.html', text);
    expect(await audit(html.text)).toMatchObject({ holds: true });
    expect(await audit(JSON.stringify(answered))).toMatchObject({ holds: true });
    expect(await audit(html.text.replace('Example word.', 'Other word.'))).toMatchObject({ holds: false });
  });
});

describe('a new key', () => {
  it('seals all records of the client again, and each still opens', async () => {
    const clientId = await newClient('client-rotate');
    const recordId = await file('progress-note', clientId);
    const before = (await row(recordId))?.['jwe'];
    await clinic().state(keyRotationRequested, { clientId, requestedBy: 'officer-3' });
    expect((await row(recordId))?.['jwe']).not.toBe(before);
    expect((await factsOf('record.resealed.v1', recordId))[0]?.detail.data['keyVersion']).toBe(2);
    const office = await openOffice(clinic());
    const asked = { clientId, recordId, personId: 'clinician-99', role: 'clinician', purpose: 'treatment' };
    expect((await office.ask('/v1/openings', asked)).httpStatus).toBe(200);
  });
});

describe('when KMS is out of reach', () => {
  it('nothing is lost: the sender is told to try again, and succeeds when it is back', async () => {
    const { stage, client } = clinic();
    const clientId = 'client-kms';
    const fault = { service: 'kms', operation: 'GenerateDataKey', nth: '*', when: 'before' } as const;
    await stage.addFault({ ...fault, error: 'DisabledException' });
    const data = {
      recordId: 'note-kms',
      clientId,
      authorId: people.clinicianId,
      recordClass: 'progress-note',
      content: 'Example.',
    } as const;
    const event = { id: 'evt-kms', time: await stage.now() };
    expect(await client.sendEvent(recordSubmitted, data, event)).toMatchObject({ httpStatus: 503 });
    await stage.clearFaults();
    expect(await client.sendEvent(recordSubmitted, data, event)).toMatchObject({ status: 'accepted' });
    await stage.idle();
    expect(await row('note-kms')).toBeDefined();
  });
});

describe('a new policy', () => {
  it('a dry run says what would change and changes nothing; the job changes it, and again nothing', async () => {
    const { stage, state } = clinic();
    const clientId = await newClient('client-restamp');
    const recordId = await file('progress-note', clientId);
    await state(clientDischarged, { clientId });
    // As if an older policy had dated it: shorter than the one in force.
    const { retention, version } = (await row(recordId)) as { retention: object; version: number };
    const key = { pk: `demo-clinic#client:${clientId}`, sk: recordId };
    const table = (await stage.outputs())['RecordsTableName'] ?? '';
    const old = { ...retention, expiresAt: '2030-01-01T12:00:00.000Z', policyVersion: '2020-01' };
    await changeRow(stage.url, table, key, 'retention', old);
    const run = async (jobId: string, dryRun: boolean) => {
      await state(recalculationRequested, { jobId, dryRun, requestedBy: 'officer-3' });
      const all = await stage.events('retention.recalculated.v1');
      return all.find(({ detail }) => detail.data['jobId'] === jobId)?.detail.data;
    };
    expect(await run('dry', true)).toMatchObject({ dryRun: true, later: 1, earlier: 0 });
    expect(await row(recordId)).toMatchObject({ retention: old, version });
    expect(await run('earnest', false)).toMatchObject({ later: 1, earlier: 0 });
    expect((await row(recordId))?.['retention']).toEqual(retention);
    expect(await run('again', false)).toMatchObject({ later: 0, otherwise: 0 });
  });
});

describe('a new policy whose job dies on the way', () => {
  it.each<[string, { service: string; operation: string; nth: number; when: 'before' | 'after' }]>([
    ['before it counts a page', { service: 'dynamodb', operation: 'PutItem', nth: 1, when: 'before' }],
    ['after it counted a page', { service: 'dynamodb', operation: 'PutItem', nth: 1, when: 'after' }],
    ['before it stamps a record', { service: 'dynamodb', operation: 'UpdateItem', nth: 1, when: 'before' }],
    ['after it stamped a record', { service: 'dynamodb', operation: 'UpdateItem', nth: 1, when: 'after' }],
    [
      'before it asks for the next page',
      { service: 'sqs', operation: 'SendMessage', nth: 2, when: 'before' },
    ],
    ['after it asked for the next page', { service: 'sqs', operation: 'SendMessage', nth: 2, when: 'after' }],
  ])('%s goes on, dates every record, and counts each once', async (_, fault) => {
    const { stage, state } = clinic();
    const jobId = `dies-${fault.service}-${fault.operation}-${fault.when}`.toLowerCase();
    const clientId = await newClient(`client-${jobId}`);
    const table = (await stage.outputs())['RecordsTableName'] ?? '';
    const recordIds = [await file('progress-note', clientId), await file('progress-note', clientId)];
    await state(clientDischarged, { clientId });
    const right = new Map<string, unknown>();
    for (const recordId of recordIds) {
      const { retention } = (await row(recordId)) as { retention: object };
      right.set(recordId, retention);
      const old = { ...retention, expiresAt: '2030-01-01T12:00:00.000Z', policyVersion: '2020-01' };
      await changeRow(
        stage.url,
        table,
        { pk: `demo-clinic#client:${clientId}`, sk: recordId },
        'retention',
        old,
      );
    }
    await stage.addFault({ ...fault, function: 'recalculate-retention', error: 'ValidationException' });
    await state(recalculationRequested, { jobId, dryRun: false, requestedBy: 'officer-3' });
    await stage.advance('PT15M');
    expect((await stage.faults()).map(({ fired }) => fired)).toEqual([1]);
    await stage.clearFaults();
    const said = (await stage.events('retention.recalculated.v1')).filter(
      ({ detail }) => detail.data['jobId'] === jobId,
    );
    expect(said.map(({ detail }) => detail.data)).toMatchObject([{ later: 2, earlier: 0, otherwise: 0 }]);
    for (const recordId of recordIds)
      expect((await row(recordId))?.['retention']).toEqual(right.get(recordId));
  });
});

// Years pass on the stage's clock, with all schedules of every hour: that takes a minute or two on a busy machine.
describe('holds and purges', { timeout: 300_000 }, () => {
  it('a hold that comes after expiry but before deletion rescues the record', async () => {
    const { stage, state } = clinic();
    const clientId = await newClient('client-late-hold');
    const recordId = await file('telemetry', clientId);
    // Telemetry is kept a year; the stage deletes a day after the date.
    const expiresAt = Number((await row(recordId))?.['expiresAt']) * 1000;
    const untilExpired = Math.ceil((expiresAt - (await stage.now()).getTime()) / 1000) + 3600;
    await stage.advance(`PT${untilExpired}S`);
    expect(await row(recordId)).toBeDefined();
    await hold(clientId, 'late-1');
    await hold(clientId, 'late-2');
    await stage.advance('P30D');
    expect((await row(recordId))?.['retention']).toMatchObject({
      status: 'held',
      matters: ['late-1', 'late-2'],
    });
    await state(holdReleased, { clientId, matterId: 'late-1', releasedBy: 'officer-3' });
    await stage.advance('P10D');
    expect(await row(recordId), 'one matter is still open').toBeDefined();
    await state(holdReleased, { clientId, matterId: 'late-2', releasedBy: 'officer-3' });
    await stage.advance('P3D');
    expect(await row(recordId)).toBeUndefined();
    expect(await factsOf('record.purged.v1', recordId)).toHaveLength(1);
  });

  it('a matter that is opened again after its release, and a cancellation before its request, stop an erasure', async () => {
    const { stage, state } = clinic();
    const erasure = (clientId: string) =>
      state(erasureRequested, { clientId, requestId: `erase-${clientId}`, requestedBy: 'client' });
    const held = await newClient('client-held-again');
    await hold(held, 'again');
    await state(holdReleased, { clientId: held, matterId: 'again', releasedBy: 'officer-3' });
    await hold(held, 'again');
    await erasure(held);
    const cancelled = await newClient('client-cancelled-first');
    await state(erasureCancellationRequested, {
      clientId: cancelled,
      requestId: `erase-${cancelled}`,
    });
    await erasure(cancelled);
    await stage.advance('P9D');
    const told = (await stage.events())
      .filter(({ detail }) => [held, cancelled].includes(String(detail.data['clientId'])))
      .map((event) => event['detail-type'])
      .filter((type) => /^(hold|erasure)\..*(refused|scheduled|cancelled|in-force|completed)/.test(type));
    expect(told).toEqual([
      'hold.in-force.v1',
      'hold.in-force.v1',
      'erasure.refused.v1',
      'erasure.cancellation-refused.v1',
      'erasure.cancelled.v1',
    ]);
  });

  it('a removal whose notice was lost is found, certified once, and duplicates change nothing', async () => {
    const { stage } = clinic();
    const [lost, doubled] = [
      await file('telemetry', 'client-late-hold'),
      await file('telemetry', 'client-rotate'),
    ];
    const fault = {
      service: 'lambda',
      operation: 'Invoke',
      function: 'issue-purge-certificate',
      nth: '*',
    } as const;
    await stage.addFault({ ...fault, when: 'before', error: 'ServiceException' });
    await stage.advance('P1Y5D');
    // A queue forgets a message after four days.
    await stage.advance('P6D');
    expect(await row(lost)).toBeUndefined();
    await stage.clearFaults();
    await stage.advance('P10D');
    for (const recordId of [lost, doubled]) {
      const [fact, ...more] = await factsOf('record.purged.v1', recordId);
      expect(fact?.detail.data['by']).toBe('found-gone');
      expect(more).toEqual([]);
    }
  });
});

describe('the report', () => {
  it('comes as JSON, CSV and HTML with a plot, and nothing is overdue', async () => {
    const office = await openOffice(clinic());
    const until = (await clinic().stage.now()).toISOString();
    const ask = (format: string) =>
      office.ask('/v1/retention-reports', { from: '2026-01-01T00:00:00Z', until, format });
    const report = JSON.parse((await ask('json')).text) as Record<string, unknown>;
    expect(retentionReport.parse(report)).toEqual(report);
    expect(report).toMatchObject({ overdue: 0, unattributedRemovals: 0, glassBroken: 1 });
    const csv = await ask('csv');
    expect(csv.text).toMatch(/^section,name,detail,value\r\n/);
    expect(csv.text).toContain('certificates,found-gone,,2');
    const html = await ask('html');
    expect(html.text).toMatch(/<svg\s+role="img"/);
    expect(html.text).toContain('0 records are overdue');
  });
});
