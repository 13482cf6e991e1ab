import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Administration, administration } from '../functions/tenancy/administer.ts';
import { tenantAdministration } from '../functions/tenancy/dynamo-administration.ts';
import type { StageClient } from '../local/stage-client.ts';
import { operatorOf } from './operator.ts';

/** The tenants that every stage has. */
const demoTenants = ['demo-clinic', 'demo-school'];

const administrationAt = async (stage: StageClient): Promise<Administration> => {
  const { StateTableName: stateTable = '' } = await stage.outputs();
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(operatorOf(stage.url)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const secrets = new SecretsManagerClient(operatorOf(stage.url));
  const now = await stage.now();
  return tenantAdministration({ stage: 'local', stateTable }, dynamo, secrets, () => now.toISOString());
};

/** On- and offboarding at the stage's present time, as `npx vigil tenant` and `npx vigil endpoint` do it. */
export const tenantsAt = async (stage: StageClient) => administration(await administrationAt(stage));

/** Adds the demo tenants that are not there yet. They were there before everything that a test or a scenario sees: no facts. */
export const addDemoTenants = async (stage: StageClient): Promise<void> => {
  const { aggregates, ...rest } = await administrationAt(stage);
  const quietly = administration({
    ...rest,
    aggregates: {
      load: aggregates.load,
      save: (key, version, { state }, options) =>
        aggregates.save(key, version, { state, facts: [] }, options),
    },
  });
  for (const tenantId of demoTenants)
    if ((await quietly.load(tenantId)) === undefined) await quietly.add(tenantId, { returning: false });
};
