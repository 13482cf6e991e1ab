import type { DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dynamoAggregates } from '../../../../functions/platform/state/dynamo-aggregates.ts';
import { dynamoLedger } from '../../../../functions/ledger/dynamo-ledger.ts';
import { dynamoPublishedKeys } from '../../../../functions/ledger/dynamo-published-keys.ts';
import { makeHandler } from '../../../../functions/ledger/publish-jwks/handler.ts';
import { createLog } from '../../../../functions/platform/lambda/log.ts';
import { dynamoLedgerReader } from '../../../../functions/platform/ledger/dynamo-ledger-reader.ts';
import { deletedByTimeToLive, newImage, oldImage } from '../../../../functions/platform/aws/dynamo-stream.ts';
import {
  deadlineShard,
  expiryShard,
  dueAggregates,
} from '../../../../functions/platform/state/dynamo-sharded-index.ts';
import { incidentKey } from '../../../../functions/crisis/keys.ts';
import type { DeadlineIndex } from '../../../../functions/platform/state/aggregates.ts';
import type { PublishedFact } from '../../../../functions/platform/bus/bus.ts';
import { type LocalTables, localTables } from '../local-tables.ts';

let tables: LocalTables;
beforeEach(async () => {
  tables = await localTables();
});
afterEach(() => tables.close());

const now = '2027-03-01T10:00:00.000Z';
const pseudonyms = { of: (_: string, clientId: string) => Promise.resolve(`p-of-${clientId}`) };

describe('the index of deadlines', () => {
  test('spreads over four shards, and an aggregate always stands in the same one', () => {
    const pks = Array.from({ length: 200 }, (_, number) => `incident#clinic#client-${number}`);
    expect(new Set(pks.map((pk) => deadlineShard(pk, 'escalation'))).size).toBe(4);
    expect(new Set(pks.map(expiryShard)).size).toBe(4);
    expect(pks.map((pk) => deadlineShard(pk, 'escalation'))).toEqual(
      pks.map((pk) => deadlineShard(pk, 'escalation')),
    );
  });

  test('finds every aggregate whose deadline has passed, whatever its shard, and no other', async () => {
    const aggregates = dynamoAggregates(tables.client, 'State');
    const save = (kind: string, id: string, deadline?: string, index?: DeadlineIndex) =>
      aggregates.save(
        { kind, ids: ['clinic', id], tenantId: 'clinic' },
        0,
        { state: {}, facts: [] },
        { now, deadline, index },
      );
    const overdue = Array.from({ length: 20 }, (_, number) => `client-${number}`);
    for (const id of overdue) await save('incident', id, '2027-03-01T09:59:59.999Z');
    await save('incident', 'due-now', now);
    await save('incident', 'later', '2027-03-01T10:00:00.001Z');
    await save('presence', 'elsewhere', '2027-03-01T09:59:59.999Z', 'presence');
    await save('client', 'none');
    const found = await dueAggregates(tables.client, 'State', now, 'escalation');
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['incident']));
    expect(found.map(({ ids: [, id] }) => id).sort()).toEqual(overdue.sort());
  });

  test('forgets an aggregate whose deadline is gone', async () => {
    const aggregates = dynamoAggregates(tables.client, 'State');
    const key = incidentKey('clinic', 'client-1');
    await aggregates.save(
      key,
      0,
      { state: {} as never, facts: [] },
      { now, deadline: '2027-03-01T09:00:00.000Z' },
    );
    await aggregates.save(key, 1, { state: {} as never, facts: [] }, { now });
    expect(await dueAggregates(tables.client, 'State', now, 'escalation')).toEqual([]);
  });
});

describe('the ledger', () => {
  const facts = async () => (await tables.rows('Ledger')).filter(({ id }) => id !== undefined);

  test('marks the hours that hold facts, and facts that come after their hour is closed', async () => {
    await dynamoLedger(tables.client, 'Ledger', pseudonyms, () => now).append(fact);
    const late = { ...fact, id: 'late' };
    const twoHoursLater = () => '2027-03-01T12:00:00.000Z';
    await dynamoLedger(tables.client, 'Ledger', pseudonyms, twoHoursLater).append(late);
    const reader = dynamoLedgerReader(tables.client, 'Ledger');
    expect(await reader.hoursAfter('clinic', ' ')).toEqual(['2027-03-01T10']);
    expect((await reader.factsOf('clinic', '2027-03-01T10')).map(({ id }) => id)).toEqual([fact.id]);
    const [marked] = await reader.lateAfter('clinic', ' ', '2027-03-01T12:30:00.000Z');
    expect((await reader.factsAt('clinic', marked ? [marked.place] : [])).map(({ id }) => id)).toEqual([
      'late',
    ]);
    expect(await reader.lateAfter('clinic', marked?.marker ?? '', '2027-03-01T12:30:00.000Z')).toEqual([]);
  });

  const fact: PublishedFact = {
    id: 'incident#clinic#client-1#1#0',
    type: 'incident.opened.v1',
    time: now,
    tenantId: 'clinic',
    data: { incidentId: 'inc-1' },
  };

  test('is read by tenant, type and time, and no further', async () => {
    const ledger = dynamoLedger(tables.client, 'Ledger', pseudonyms, () => now);
    const paged = { ...fact, type: 'incident.paged.v1' };
    const later = { ...paged, id: 'b', time: '2027-03-01T10:59:59.999Z' };
    const others = [
      { ...paged, id: 'c', time: '2027-03-01T11:00:00.001Z' },
      { ...paged, id: 'd', tenantId: 'school' },
      { ...fact, id: 'e', type: 'incident.acknowledged.v1' },
    ];
    for (const each of [later, paged, ...others]) await ledger.append(each);
    const reader = dynamoLedgerReader(tables.client, 'Ledger');
    const found = await reader.ofType('clinic', 'incident.paged.v1', now, '2027-03-01T11:00:00.000Z');
    expect(found).toMatchObject([paged, later]);
    expect(await reader.ofType('clinic', 'record.opened.v1', now, '2027-03-01T11:00:00.000Z')).toEqual([]);
  });

  test('keeps a fact under its tenant and hour, for six years', async () => {
    await dynamoLedger(tables.client, 'Ledger', pseudonyms, () => now).append(fact);
    expect(await facts()).toEqual([
      {
        ...fact,
        pk: expect.stringMatching(/^clinic#2027-03-01T10#[0-7]$/) as string,
        // Reports find it by its type.
        kind: expect.stringMatching(/^clinic#incident\.opened\.v1#[0-7]$/) as string,
        writtenIn: 'unknown',
        schema: 1,
        sk: `${now}#${fact.id}`,
        expiresAt: Date.parse('2033-03-01T10:00:00.000Z') / 1000,
      },
    ]);
  });

  test('keeps the first where the same fact comes again, even with other data', async () => {
    const ledger = dynamoLedger(tables.client, 'Ledger', pseudonyms, () => now);
    await ledger.append(fact);
    await ledger.append({ ...fact, data: { incidentId: 'rewritten' } });
    expect(await facts()).toMatchObject([{ data: { incidentId: 'inc-1' } }]);
  });

  test('spreads an hour over eight partitions evenly, and reads it in order', async () => {
    const ledger = dynamoLedger(tables.client, 'Ledger', pseudonyms, () => now);
    const many = Array.from({ length: 160 }, (_, n) => ({
      ...fact,
      id: `fact-${n}`,
      type: 'incident.paged.v1',
      time: `2027-03-01T10:00:00.${String(n).padStart(3, '0')}Z`,
    }));
    for (const each of many.toReversed()) await ledger.append(each);
    const rows = await facts();
    const counts = Object.values(Object.groupBy(rows, ({ pk }) => String(pk))).map((of) => of?.length ?? 0);
    expect(counts).toHaveLength(8);
    expect(Math.max(...counts)).toBeLessThan(2 * (many.length / 8));
    const reader = dynamoLedgerReader(tables.client, 'Ledger');
    const ids = many.map(({ id }) => id);
    expect((await reader.factsOf('clinic', '2027-03-01T10')).map(({ id }) => id)).toEqual(ids);
    const ofType = await reader.ofType('clinic', 'incident.paged.v1', now, '2027-03-01T10:01:00.000Z');
    expect(ofType.map(({ id }) => id)).toEqual(ids);
  });

  test('keeps two facts of the same moment', async () => {
    const ledger = dynamoLedger(tables.client, 'Ledger', pseudonyms, () => now);
    await ledger.append(fact);
    await ledger.append({ ...fact, id: 'fact-2' });
    expect(await facts()).toHaveLength(2);
  });
});

describe('the ledger, about clients', () => {
  const about = async (type: string, data: object) => {
    const ledger = dynamoLedger(tables.client, 'Ledger', pseudonyms, () => now);
    await ledger.append({ id: 'fact-1', type, time: now, tenantId: 'clinic', data });
    const rows = await tables.rows('Ledger');
    expect(JSON.stringify(rows)).not.toMatch(/(?<!p-of-)client-7f3a/);
    return rows.find(({ id }) => id !== undefined)?.['data'];
  };

  test('names the client by a pseudonym', async () => {
    expect(await about('incident.opened.v1', { clientId: 'client-7f3a', incidentId: 'inc-1' })).toEqual({
      clientId: 'p-of-client-7f3a',
      incidentId: 'inc-1',
    });
  });

  test('names the subject of a record by a pseudonym, and a roster by its name', async () => {
    expect(await about('record.sealed.v1', { subject: 'client:client-7f3a' })).toEqual({
      subject: 'client:p-of-client-7f3a',
    });
  });

  test('does not name by it whom an erasure is about: the request id would lead to the rest', async () => {
    const data = await about('erasure.completed.v1', { clientId: 'client-7f3a', requestId: 'request-1' });
    const unlinked = expect.stringMatching(/^p-[0-9a-f]{32}$/) as string;
    expect(data).toEqual({ clientId: unlinked, requestId: 'request-1' });
  });
});

describe('a record of a stream', () => {
  const removal = (userIdentity?: object): DynamoDBRecord => ({
    dynamodb: {
      OldImage: { recordId: { S: 'note-1' }, retention: { M: { rules: { L: [{ S: 'r1' }] } } } },
    },
    ...(userIdentity === undefined ? {} : { userIdentity }),
  });

  test('shows the item as it was and as it is', () => {
    expect(oldImage(removal())).toEqual({ recordId: 'note-1', retention: { rules: ['r1'] } });
    expect(newImage(removal())).toBeUndefined();
  });

  test.each<[string, object | undefined, boolean]>([
    ['DynamoDB’s own time to live', { type: 'Service', principalId: 'dynamodb.amazonaws.com' }, true],
    ['a person or a function', undefined, false],
    ['another service', { type: 'Service', principalId: 'replicator.amazonaws.com' }, false],
    ['somebody who calls himself that', { type: 'User', principalId: 'dynamodb.amazonaws.com' }, false],
  ])('tells whether %s deleted it', (_, identity, byTimeToLive) => {
    expect(deletedByTimeToLive(removal(identity))).toBe(byTimeToLive);
  });
});

describe('the keys that signed', () => {
  const jwk = (kid: string) => ({ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid });

  test('are stored once, in order, and never replaced', async () => {
    const keys = dynamoPublishedKeys(tables.client, 'Ledger');
    expect(await keys.all()).toEqual([]);
    await keys.add(jwk('key-2'));
    await keys.add(jwk('key-1'));
    await keys.add({ ...jwk('key-1'), x: 'other' });
    expect(await keys.all()).toEqual([jwk('key-1'), jwk('key-2')]);
  });

  test('are published after a replacement, the one in use first and no key twice', async () => {
    const keys = dynamoPublishedKeys(tables.client, 'Ledger');
    for (const kid of ['key-1', 'key-2']) await keys.add(jwk(kid));
    const published = async (kid: string) => {
      const handler = makeHandler({
        publicKey: () => Promise.resolve(jwk(kid)),
        keys,
        log: createLog('publish-jwks'),
      });
      const { body = '' } = await handler({} as never, {} as never);
      return (JSON.parse(body) as { keys: { kid: string }[] }).keys.map((key) => key.kid);
    };
    expect(await published('key-2')).toEqual(['key-2', 'key-1']);
    expect(await published('key-3')).toEqual(['key-3', 'key-1', 'key-2']);
  });
});
