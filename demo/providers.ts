import { createHmac, randomUUID } from 'node:crypto';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { providerIds, type ProviderIds } from '../client/index.ts';
import { type Clinic, operatorsSecrets, readSecret } from './clinic.ts';

/** One provider that sends to the clinic, as an operator has set it up (docs/providers.md). */
export interface ConnectedProvider {
  /** The ids that Vigil will give to what this provider names. */
  readonly ids: ProviderIds;
  readonly secret: string;
  /** Sends bytes with these headers to the endpoint, waits until all has come to rest, and resolves to what was answered. */
  post(body: string, headers: Readonly<Record<string, string>>): Promise<{ status: number; body: string }>;
}

/** Makes an endpoint for a provider: one secret in Secrets Manager. */
export const connectProvider = async (
  { stage }: Pick<Clinic, 'stage'>,
  provider: string,
  settings: Readonly<Record<string, string>> = {},
  tenantId = 'demo-clinic',
): Promise<ConnectedProvider> => {
  const { url } = stage;
  const endpoint = randomUUID();
  const secret = settings['current'] ?? randomUUID();
  await operatorsSecrets(url).send(
    new CreateSecretCommand({
      Name: `vigil/local/provider/${provider}/${endpoint}`,
      SecretString: JSON.stringify({ tenant: tenantId, current: secret, ...settings }),
    }),
  );
  const { key = '' } = await readSecret(url, `provider-ids/${tenantId}`);
  return {
    ids: providerIds(key, settings['namespace'] ?? provider),
    secret,
    async post(body, headers) {
      const response = await fetch(`${url}/v1/webhooks/${provider}/${endpoint}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      const text = await response.text();
      await stage.idle();
      return { status: response.status, body: text };
    },
  };
};

/** Zoom's signature. https://developers.zoom.us/docs/api/webhooks/ */
export const zoomHeaders = (secret: string, body: string, sentAt: Date): Record<string, string> => {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-zm-request-timestamp': timestamp, 'x-zm-signature': `v0=${mac}` };
};
