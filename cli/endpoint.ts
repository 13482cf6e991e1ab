import { randomUUID } from 'node:crypto';
import { opaqueIdPattern } from '../events/fields.ts';
import { providerNamed, providers } from '../functions/intake/providers/table.ts';
import { secretNames } from '../functions/tenancy/administer.ts';
import { type Report, UnreachableError, UsageError } from './report.ts';
import { administrationOf, checkTenantId, type Deployment, reportOf } from './tenant.ts';

/** @throws UsageError where Vigil does not know the provider. */
const checkProvider = (provider: string): string => {
  if (providerNamed(provider) === undefined)
    throw new UsageError(
      `there is no provider ${JSON.stringify(provider)}; there are ${providers.map(({ name }) => name).join(', ')}`,
    );
  return provider;
};

const checkEndpointId = (endpointId: string): string => {
  if (!opaqueIdPattern.test(endpointId))
    throw new UsageError(
      `${JSON.stringify(endpointId)} is no endpoint id: 1 to 64 letters, digits, "-" or "_"`,
    );
  return endpointId;
};

/** What an operator may store beside the secret (docs/providers.md). */
const settingNames = ['toleranceSeconds', 'apiKey', 'publicUrl', 'notPeople', 'namespace'];

/** `name=value` pairs. @throws UsageError */
const settingsOf = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
      if (!settingNames.includes(name) || value === '')
        throw new UsageError(`--set takes name=value; the names are ${settingNames.join(', ')}`);
      return [name, value];
    }),
  );

/** The secret of the provider, which must not stand in the shell's history. */
const secretGiven = (): string | undefined => {
  const { VIGIL_ENDPOINT_SECRET: secret } = process.env;
  return secret === '' ? undefined : secret;
};

export interface AddEndpoint extends Deployment {
  readonly endpoint?: string;
  readonly set: readonly string[];
}

/** `vigil endpoint add`: an address for the webhooks of one of the tenant's providers. */
export const addEndpoint = async (
  tenantId: string,
  provider: string,
  asked: AddEndpoint,
): Promise<Report> => {
  const endpoint = {
    provider: checkProvider(provider),
    endpointId: checkEndpointId(asked.endpoint ?? randomUUID()),
  };
  const current = secretGiven();
  const settings = { ...settingsOf(asked.set), ...(current === undefined ? {} : { current }) };
  const added = await administrationOf(asked).addEndpoint(checkTenantId(tenantId), endpoint, settings);
  const report = reportOf(
    tenantId,
    added,
    `configure ${provider} with https://<api>/v1/webhooks/${provider}/${endpoint.endpointId}; its secret is "current" of ${secretNames(asked.stage).endpoint(endpoint)}`,
  );
  return { ...report, json: { ...report.json, ...endpoint } };
};

/** `vigil endpoint rotate`. */
export const rotateEndpoint = async (
  tenantId: string,
  provider: string,
  endpointId: string,
  asked: Deployment,
): Promise<Report> => {
  const endpoint = { provider: checkProvider(provider), endpointId: checkEndpointId(endpointId) };
  return reportOf(
    tenantId,
    await administrationOf(asked).rotateEndpoint(checkTenantId(tenantId), endpoint, secretGiven()),
    `the new secret is "current" of ${secretNames(asked.stage).endpoint(endpoint)}; the one before is accepted until the next rotation`,
  );
};

/** `vigil endpoint list`. */
export const listEndpoints = async (tenantId: string, asked: Deployment): Promise<Report> => {
  const tenant = await administrationOf(asked).load(checkTenantId(tenantId));
  if (tenant === undefined)
    return reportOf(tenantId, { outcome: 'refused', reason: 'tenant-unknown', tenant }, '');
  const lines = tenant.endpoints.map(({ provider, endpointId, addedAt, rotatedAt }) =>
    [
      `/v1/webhooks/${provider}/${endpointId}`,
      `added ${addedAt}`,
      ...(rotatedAt ? [`rotated ${rotatedAt}`] : []),
    ].join('\t'),
  );
  return {
    exitCode: 0,
    text: lines.length === 0 ? `${tenantId} has no endpoint` : lines.join('\n'),
    json: { tenantId, endpoints: tenant.endpoints },
  };
};

/** An endpoint answers this content type, which no provider sends, before it looks at a signature: no alarm fires. */
const contentType = 'application/x-vigil-endpoint-test';

/** `vigil endpoint test`: whether the address leads to the endpoint, without the provider. */
export const testEndpoint = async (url: string, provider: string, endpointId: string): Promise<Report> => {
  const path = `/v1/webhooks/${checkProvider(provider)}/${checkEndpointId(endpointId)}`;
  const address = `${url.replace(/\/+$/, '')}${path}`;
  if (!URL.canParse(address))
    throw new UsageError('the first argument is the address of the API, such as https://api.example.org');
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: 'test',
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => {
    throw new UnreachableError(`${url} cannot be reached (${(error as Error).name}); run the command again`);
  });
  const found = verdicts[response.status];
  if (found === undefined)
    throw new UnreachableError(
      `${url} answered ${response.status}; run the command again, or check the address`,
    );
  return {
    exitCode: found.outcome === 'ready' ? 0 : 1,
    text: `${path}: ${found.text}`,
    json: { outcome: found.outcome, path },
  };
};

const verdicts: Readonly<Record<number, { readonly outcome: string; readonly text: string }>> = {
  415: {
    outcome: 'ready',
    text: 'leads to an endpoint that takes webhooks; send a test event from the provider',
  },
  404: {
    outcome: 'endpoint-unknown',
    text: 'leads to no endpoint; vigil endpoint list shows those that there are',
  },
  410: { outcome: 'tenant-removed', text: 'belongs to a tenant that was removed' },
};
