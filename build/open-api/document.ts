import type { AnyContract } from '../../events/define.ts';
import type { Json } from '../json-schema.ts';
import { deliveryPaths } from './delivery-paths.ts';
import { intakePaths } from './intake-paths.ts';
import { recordsPaths } from './records-paths.ts';
import { schemas } from './schemas.ts';
import { sessionPaths } from './session-paths.ts';

/** https://spec.openapis.org/oas/v3.1.1: the HTTP side, from the same tables that the functions answer by. */
export const openApi = (contracts: readonly AnyContract[]): Json => ({
  openapi: '3.1.1',
  info: {
    title: 'Vigil over HTTPS',
    version: '1',
    description: 'Signed events in, public keys out. Refusals are RFC 9457 problem details.',
    license: { name: 'All rights reserved', identifier: 'LicenseRef-UNLICENSED' },
  },
  servers: [
    {
      url: 'https://{host}',
      description: 'The output ApiUrl of the deployment, or the address that `npm start` prints.',
      variables: { host: { default: 'vigil.example.org' } },
    },
  ],
  security: [{ tenant: [], standardWebhooks: [] }],
  paths: { ...intakePaths, ...sessionPaths, ...recordsPaths, ...deliveryPaths },
  components: {
    securitySchemes: {
      tenant: {
        type: 'apiKey',
        in: 'header',
        name: 'vigil-tenant',
        description: 'Whose secret signed it.',
      },
      standardWebhooks: {
        type: 'apiKey',
        in: 'header',
        name: 'webhook-signature',
        description: 'Standard Webhooks (standardwebhooks.com): `v1,` and the Base64 of the HMAC-SHA256.',
      },
    },
    schemas: schemas(contracts.filter(({ origin }) => origin === 'provider')),
  },
});
