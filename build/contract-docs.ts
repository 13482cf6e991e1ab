/**
 * Writes docs/openapi.json, the HTTP side in one document, and into dist/docs a JSON Schema and an EventBridge schema for
 * each fact and each certificate, and an AsyncAPI document for the bus.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { erasureCertificate, purgeCertificate } from '../functions/retention/certificate-shape.ts';
import { catalogue } from '../events/catalogue.ts';
import type { AnyContract } from '../events/define.ts';
import { eventSchema, type Json } from './json-schema.ts';
import { openApi } from './open-api/document.ts';

const folder = join(import.meta.dirname, '../dist/docs');
/** The one generated document of the HTTP side that is in git, so that it can be downloaded alone. */
export const openApiFile = join(import.meta.dirname, '../docs/openapi.json');

const exampleOf = ({ type }: AnyContract): Json =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../events/examples/${type}.json`), 'utf8')) as Json;

/** What travels of the example: without its sealed fields, with the tenant and the claim check. */
const busExampleOf = (contract: AnyContract): Json => {
  const example = exampleOf(contract);
  return {
    ...example,
    tenantid: 'demo-clinic',
    ...(contract.sealed === undefined ? {} : { dataref: 'vigil:record:example' }),
    data: contract.data.parse(example['data']),
  };
};

/** EventBridge's envelope around the event: what a rule, a target and the schema registry see (JSONSchemaDraft4). */
const eventBridgeSchema = (contract: AnyContract): Json => {
  const { $schema, ...detail } = eventSchema(contract, 'bus', 'draft-4');
  const text = { type: 'string' };
  return {
    $schema,
    title: contract.type,
    description: contract.summary,
    type: 'object',
    required: ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'],
    properties: {
      version: text,
      id: text,
      'detail-type': { type: 'string', enum: [contract.type] },
      source: text,
      account: text,
      time: { type: 'string', format: 'date-time' },
      region: text,
      resources: { type: 'array', items: text },
      detail,
    },
  };
};

/** https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
const asyncApi = (contracts: readonly AnyContract[]): Json => {
  const messages = contracts.map((contract) => {
    const { $schema: _, ...payload } = eventSchema(contract, 'bus', 'draft-7');
    return [
      contract.type,
      {
        name: contract.type,
        title: contract.type,
        summary: contract.summary,
        contentType: 'application/json',
        payload,
        examples: [{ payload: busExampleOf(contract) }],
      },
    ] as const;
  });
  const on = (origin: AnyContract['origin']) =>
    contracts
      .filter((contract) => contract.origin === origin)
      .map(({ type }) => ({ $ref: `#/channels/bus/messages/${type}` }));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Vigil on the bus',
      version: '1',
      description:
        'Facts as CloudEvents 1.0 on an Amazon EventBridge bus: `detail` is the event, `detail-type` its type.',
    },
    defaultContentType: 'application/json',
    servers: {
      bus: { host: 'events.amazonaws.com', protocol: 'eventbridge', description: 'The bus `vigil`.' },
    },
    channels: {
      bus: {
        address: 'vigil',
        messages: Object.fromEntries(
          messages.map(([type]) => [type, { $ref: `#/components/messages/${type}` }]),
        ),
      },
    },
    operations: {
      hear: {
        action: 'receive',
        channel: { $ref: '#/channels/bus' },
        summary: 'What providers state and Vigil acts upon.',
        messages: on('provider'),
      },
      tell: {
        action: 'send',
        channel: { $ref: '#/channels/bus' },
        summary: 'What Vigil itself decided.',
        messages: on('vigil'),
      },
    },
    components: { messages: Object.fromEntries(messages) },
  };
};

const certificateSchema = (shape: z.ZodType): Json => z.toJSONSchema(shape);

/** Every generated document by its path under dist/docs, and `openapi.json`, which is in docs/. */
export const contractDocs = (): ReadonlyMap<string, string> => {
  const contracts: readonly AnyContract[] = catalogue;
  const files: [string, Json][] = [
    ['asyncapi.json', asyncApi(contracts)],
    ['openapi.json', openApi(contracts)],
    ['schemas/purge-certificate.json', certificateSchema(purgeCertificate)],
    ['schemas/erasure-certificate.json', certificateSchema(erasureCertificate)],
    ...contracts.flatMap((contract): [string, Json][] => [
      [`schemas/${contract.type}.json`, eventSchema(contract, 'stated', 'draft-2020-12')],
      [`eventbridge/${contract.type}.json`, eventBridgeSchema(contract)],
    ]),
  ];
  return new Map(files.map(([path, json]) => [path, `${JSON.stringify(json, null, 2)}\n`]));
};

if (import.meta.main) {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of contractDocs()) {
    const file = path === 'openapi.json' ? openApiFile : join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
