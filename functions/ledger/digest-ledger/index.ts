import { documentClient, kmsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoDigestWriter, dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { kmsPublicJwk, kmsSigner } from '../../platform/signing/kms-signer.ts';
import { sha256 } from '../../platform/aws/sha256.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { allTenants } from '../../platform/tenants/dynamo-tenant-list.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { dynamoPublishedKeys } from '../dynamo-published-keys.ts';
import { digestLedger } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(digestLedger);
const dynamo = documentClient();
const kms = kmsClient();
const tenants = allTenants(dynamo, environment.STATE_TABLE);

export const handler = makeHandler({
  // A tenant that was removed has facts still: its records expire. Facts about phones belong to no single tenant.
  tenants: async () => [...(await tenants()), 'vigil'],
  ledger: dynamoLedgerReader(dynamo, environment.LEDGER_TABLE),
  digests: dynamoDigestWriter(dynamo, environment.LEDGER_TABLE),
  sign: kmsSigner(kms, environment.SIGNING_KEY_ARN),
  publicKey: () => kmsPublicJwk(kms, environment.SIGNING_KEY_ARN),
  keys: dynamoPublishedKeys(dynamo, environment.LEDGER_TABLE),
  sha256,
  log: createLog(digestLedger.name),
  now: systemNow,
});
