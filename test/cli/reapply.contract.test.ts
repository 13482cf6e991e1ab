import { execFile } from 'node:child_process';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newRetentionProfile, applyToProfile } from '../../domain/retention/retention-profile.ts';
import { beginErasure, requestErasure } from '../../domain/retention/erasure.ts';
import type { Disposition } from '../../domain/retention/disposition.ts';
import { dynamoAggregates } from '../../functions/platform/state/dynamo-aggregates.ts';
import { dispositionKey, retentionProfileKey } from '../../functions/retention/keys.ts';
import { readRetentionPolicy } from '../../functions/retention/policy.ts';
import { type LocalTables, localTables } from '../functions/platform/local-tables.ts';

const policy = readRetentionPolicy();
const tenantId = 'demo-clinic';
const sealedAt = '2015-03-01T10:00:00.000Z';
const past = '2020-03-01T12:00:00.000Z';
const future = '2199-03-01T12:00:00.000Z';
let tables: LocalTables;

/** `vigil reapply` as an operator runs it: the built command, in a process of its own, with nothing but an endpoint. */
const reapply = (...more: readonly string[]) =>
  new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    const asked = ['dist/cli/vigil.mjs', 'reapply', '--state', 'State', '--records', 'Restored', ...more];
    execFile(process.execPath, asked, { env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), said: (stdout + stderr).trim() });
    });
  });

const restore = async (clientId: string, recordId: string, expiresAt?: string): Promise<void> => {
  const subject = `client:${clientId}`;
  const retention =
    expiresAt === undefined
      ? { status: 'open', reason: 'care-open', rules: [], policyVersion: '2026-11' }
      : { status: 'until', expiresAt, won: 'any.telemetry', rules: [], policyVersion: '2026-11' };
  const row = { tenantId, subject, recordId, recordClass: 'telemetry', sealedAt, retention, jwe: 'sealed' };
  await tables.client.send(
    new PutCommand({ TableName: 'Restored', Item: { pk: `${tenantId}#${subject}`, sk: recordId, ...row } }),
  );
};
const left = async (): Promise<unknown[]> => (await tables.rows('Restored')).map(({ sk }) => sk).sort();

beforeAll(async () => {
  tables = await localTables();
  const aggregates = dynamoAggregates(tables.client, 'State');
  const save = { now: past };

  await restore('client-erased', 'of-an-erased-client');
  const asked = requestErasure(
    newRetentionProfile('client-erased'),
    { requestId: 'r', requestedAt: past },
    [],
    policy,
  );
  const erasing = beginErasure(asked.state, [], '2020-03-09T12:00:00.000Z').state;
  await aggregates.save(
    retentionProfileKey(tenantId, 'client-erased'),
    0,
    { state: erasing, facts: [] },
    save,
  );

  await restore('client-kept', 'purged-after-the-backup', future);
  const about = {
    tenantId,
    subject: 'client:client-kept',
    recordId: 'purged-after-the-backup',
    recordClass: 'telemetry',
    sealedAt,
  };
  const purged = { ...about, status: 'purged', certificate: {} } as unknown as Disposition;
  await aggregates.save(dispositionKey(about), 0, { state: purged, facts: [] }, save);

  await restore('client-kept', 'expired-since', past);
  await restore('client-kept', 'still-due-later', future);
  await restore('client-kept', 'without-a-date');

  await restore('client-held', 'expired-but-held', past);
  const held = applyToProfile(newRetentionProfile('client-held'), {
    type: 'hold-placed',
    matterId: 'matter-1',
    placed: { at: past, eventId: 'evt-1', kind: 'litigation', placedBy: 'officer-3', reviewAt: future },
  }).state;
  await aggregates.save(retentionProfileKey(tenantId, 'client-held'), 0, { state: held, facts: [] }, save);
});
afterAll(() => tables.close());

const all = [
  'expired-but-held',
  'expired-since',
  'of-an-erased-client',
  'purged-after-the-backup',
  'still-due-later',
  'without-a-date',
];
const reasons = [
  'demo-clinic expired-since: expired',
  'demo-clinic of-an-erased-client: erased',
  'demo-clinic purged-after-the-backup: purged',
];
const linesOf = (said: string): string[] => said.split('\n').sort();

it('a dry run says what would go, and why, and deletes nothing', async () => {
  const { code, said } = await reapply('--dry-run');
  expect(linesOf(said)).toEqual(['3 records may stay; 3 would be deleted again', ...reasons]);
  expect(code).toBe(0);
  expect(await left()).toEqual(all);
});

it('a question for help is answered, and deletes nothing', async () => {
  const { code, said } = await reapply('--help');
  expect(said).toContain('Usage: vigil reapply');
  expect(code).toBe(0);
  expect(await left()).toEqual(all);
});

it('what was erased, purged or is expired goes again, and what is held or due later stays', async () => {
  const { code, said } = await reapply();
  expect(linesOf(said)).toEqual(['3 records may stay; 3 were deleted again', ...reasons]);
  expect(code).toBe(0);
  expect(await left()).toEqual(['expired-but-held', 'still-due-later', 'without-a-date']);
});

it('run again it finds nothing more to do', async () => {
  expect((await reapply()).said).toBe('3 records may stay; 0 were deleted again');
});

it('a table that is not there is said, and ends with an error', async () => {
  const answer = await reapply('--records', 'Nowhere');
  expect(answer.code).toBe(2);
  expect(answer.said).toMatch(/not found|non-existent/i);
});
