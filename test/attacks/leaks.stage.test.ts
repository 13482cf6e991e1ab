import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { phones } from '../../demo/clinic.ts';
import { operatorOf } from '../../demo/operator.ts';
import { rosterPublished } from '../../events/roster.ts';
import { catalogue } from '../../events/catalogue.ts';
import type { AnyContract } from '../../events/define.ts';
import type { StageClient } from '../../local/stage-client.ts';
import { kmsVault } from '../../functions/platform/sealing/kms-vault.ts';
import { useClinic } from '../stage/open-stage.ts';
import { inTheCalendar, playOnCallWeek } from './on-call-week.ts';

/**
 * A distinct canary in every field that the contracts mark as personal or health data, through the whole system and
 * back out at every place where it must not be. A new contract is taken along by itself.
 */
const sensitiveContracts = (catalogue as readonly AnyContract[]).filter(
  ({ origin, sealed }) => origin === 'provider' && sealed !== undefined,
);

const canaries = new Map<string, string>();
let phoneCanaries = 40;

/** The same value, unmistakable: a number from the fictional range, a date that occurs nowhere else, a word of its own. */
const canaryFor = (path: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((inner, index) => canaryFor(`${path}.${String(index)}`, inner));
  if (typeof value === 'object' && value !== null) {
    // A small number is no canary; an item that no questionnaire has is.
    if (Object.values(value).every((inner) => typeof inner === 'number')) {
      canaries.set(path, 'canary-item-7c41e9');
      return { ...value, 'canary-item-7c41e9': 1 };
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, canaryFor(`${path}.${key}`, inner)]),
    );
  }
  const known = canaries.get(path);
  if (known !== undefined) return known;
  const text = String(value);
  const canary = text.startsWith('+')
    ? `+1202555${String(100 + phoneCanaries++).padStart(4, '0')}`
    : /^\d{4}-\d{2}-\d{2}$/.test(text)
      ? '1987-06-05'
      : `canary ${path} 🕊`;
  canaries.set(path, canary);
  return canary;
};

const exampleOf = (contract: AnyContract): Record<string, unknown> => {
  const example = JSON.parse(readFileSync(`events/examples/${contract.type}.json`, 'utf8')) as {
    data: Record<string, unknown>;
  };
  const sealed = Object.keys(contract.sealed?.fields.shape ?? {});
  const planted = sealed.map((name) => [name, canaryFor(`${contract.type}.${name}`, example.data[name])]);
  // Free text in a field that no contract knows must not travel either.
  return {
    ...example.data,
    ...(Object.fromEntries(planted) as object),
    remark: 'canary in an unknown field',
  };
};

/** The forms in which text usually hides. */
const disguises = (text: string): string[] => {
  const bytes = Buffer.from(text);
  // Base64 of the text wherever it starts within a group of three bytes, without the ends that depend on its neighbours.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : shift + 1, -4),
  );
  return [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    bytes.toString('hex'),
    // A number without its plus is the same number.
    ...(text.startsWith('+') ? [text.slice(1)] : []),
    ...base64,
  ];
};

const found = (haystack: string): string[] =>
  [
    ...canaries,
    ['unknown field', 'canary in an unknown field'] as const,
    ...Object.entries(inTheCalendar).map(([what, canary]) => [`calendar's ${what}`, canary] as const),
  ]
    .filter(([, canary]) => disguises(canary).some((form) => haystack.includes(form)))
    .map(([path]) => path);

const clinic = useClinic({ drills: true });
let stage: StageClient;
/** What the links in texts showed, before and after somebody pressed a button there. */
const pages: string[] = [];
/** What reports about the people on call answered. */
let reports: string[] = [];
/** The queues while messages waited in them. */
let waiting: Awaited<ReturnType<StageClient['queues']>> = [];

const pressOnEveryLink = async (): Promise<void> => {
  const links = new Set((await textsOf()).flatMap((text) => /http\S+/.exec(text) ?? []));
  for (const link of links) {
    const shown = await (await fetch(link)).text();
    const act = /name="act" value="([^"]+)"/.exec(shown)?.[1] ?? '';
    const body = new URLSearchParams({
      act,
      colleague: 'canary in an unknown field',
      remark: 'canary in an unknown field',
    });
    const answer = await fetch(link, { method: 'POST', body, redirect: 'manual' });
    pages.push(link, shown, await answer.text(), JSON.stringify([...answer.headers]));
  }
  await stage.idle();
};

/** What went out by SMS; the numbers themselves are how phones are addressed. */
const textsOf = async () =>
  (await stage.phones()).flatMap(({ messages, lost }) => [...messages, ...lost].map(({ text }) => text));

describe('personal and health data', () => {
  beforeAll(async () => {
    stage = clinic().stage;
    const { client } = clinic();
    // Records cannot be filed for a while: their messages wait in a queue, which is searched as well.
    await stage.addFault({
      service: 'dynamodb',
      operation: 'UpdateItem',
      function: 'apply-retention',
      nth: '*',
      error: 'ValidationException',
    });
    for (const contract of catalogue as readonly AnyContract[]) {
      if (contract.origin !== 'provider') continue;
      // The example is an addendum: the record that it corrects comes first.
      const { addendumTo, ...own } = exampleOf(contract);
      if (addendumTo !== undefined) await client.sendEvent(contract, { ...own, recordId: addendumTo });
      const sent = await client.sendEvent(contract, exampleOf(contract));
      expect(sent, contract.type).toMatchObject({ status: 'accepted' });
      await stage.idle();
    }
    // Refusals are searched too: what was wrong is said without quoting it.
    for (const contract of sensitiveContracts) {
      const spoiled = { ...exampleOf(contract), clientId: 'canary in an unknown field' };
      await client.sendEvent(contract, spoiled);
    }
    await stage.advance('PT15M');
    waiting = await stage.queues({ bodies: true });
    await stage.clearFaults();
    const pagedPhones = (await stage.phones()).filter(({ messages }) => messages.length > 0);
    expect(pagedPhones.length, 'somebody was paged').toBeGreaterThan(0);
    for (const { number, messages } of pagedPhones) {
      const code = /\d{4}/.exec(messages[0]?.text ?? '')?.[0] ?? '';
      await stage.reply(number, `${code} Y canary in an unknown field`);
      await stage.reply(number, `${code} Y`);
      await stage.idle();
    }
    await stage.reply(phones.ada, 'canary in an unknown field');
    await pressOnEveryLink();
    await stage.advance('PT1H');
    const onCall = exampleOf(rosterPublished)['phones'] as Record<string, string>;
    reports = await playOnCallWeek(clinic(), onCall);
  });

  it('was planted in every marked field', () => {
    const marked = sensitiveContracts.flatMap(({ type, sealed }) =>
      Object.keys(sealed?.fields.shape ?? {}).map((name) => `${type}.${name}`),
    );
    for (const field of marked)
      expect(
        [...canaries.keys()].some((path) => path.startsWith(field)),
        field,
      ).toBe(true);
    expect(new Set(canaries.values()).size).toBe(canaries.size);
  });

  it('is really kept: the vault opens it', async () => {
    const options = operatorOf(stage.url);
    const rows = (await stage.rows('Records')) as {
      tenantId: string;
      subject: string;
      recordId: string;
      recordClass: string;
      jwe: string;
    }[];
    const outputs = await stage.outputs();
    const vault = kmsVault({
      kms: new KMSClient(options),
      dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(options)),
      keysTable: outputs['KeysTableName'] ?? '',
      vaultKeyArn: outputs['VaultKeyArn'],
      onCallKeyArn: outputs['OnCallKeyArn'],
    });
    const opened = await Promise.all(rows.map((row) => vault.open(row, row.jwe)));
    // An item that no questionnaire has is left out when the answers are sealed.
    const kept = [...canaries.keys()].filter((path) => path !== 'screening.submitted.v1.answers');
    expect(found(opened.join('\n')).sort()).toEqual(kept.sort());
  });

  it('went along with drills, hand-offs, a shift that moved, the daily check and the report of the load', async () => {
    const texts = (await textsOf()).join('\n');
    for (const words of [' DRILL ', 'you are on call', 'has ended', 'the roster changed', 'was named'])
      expect(texts, words).toContain(words);
    expect(await stage.events('readiness.checked.v1')).not.toEqual([]);
    const drill = (await stage.events('drill.finished.v1')).at(-1);
    expect(drill?.detail.data['answeredStaffIds']).toEqual(['staff-ada', 'staff-bea', 'staff-cem']);
    expect(reports[0]).toContain('"staffId":"staff-bea"');
    expect(reports[1]).toContain('time-zone-unknown');
  });

  it('stands in no report about the people on call', () => {
    expect(found(reports.join('\n'))).toEqual([]);
  });

  it('stands in no text message', async () => {
    const texts = await textsOf();
    expect(texts.length).toBeGreaterThan(2);
    expect(found(texts.join('\n'))).toEqual([]);
  });

  it('stands in no link, and on no page behind one', () => {
    expect(pages.length).toBeGreaterThan(3);
    expect(found(pages.join('\n'))).toEqual([]);
  });

  it('stands in no log line and no metric', async () => {
    const lines = await stage.logs();
    expect(lines.length).toBeGreaterThan(20);
    expect(found(JSON.stringify(lines))).toEqual([]);
  });

  it('never passed the bus', async () => {
    const passed = await stage.events();
    expect(passed.length).toBeGreaterThan(20);
    expect(found(JSON.stringify(passed))).toEqual([]);
  });

  it('lies in no queue and no dead-letter queue', async () => {
    const queues = await stage.queues({ bodies: true });
    const messages = waiting.flatMap((queue) => queue.messages ?? []);
    expect(messages.length, 'the messages that failed are there to be searched').toBeGreaterThan(0);
    expect(found(JSON.stringify([queues, waiting]))).toEqual([]);
  });

  it.each(['State', 'Records', 'Keys', 'Ledger'])('stands in no raw row of %s', async (table) => {
    const rows = await stage.rows(table);
    expect(rows.length).toBeGreaterThan(0);
    expect(found(JSON.stringify(rows))).toEqual([]);
  });
});
