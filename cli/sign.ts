import { randomUUID } from 'node:crypto';
import { signedHeaders } from '../client/signed-headers.ts';
import { readBytes, type Report, UsageError } from './report.ts';

/** `vigil sign`: the headers of a request that VIGIL_TENANT signs with VIGIL_SECRET, as curl takes them. */
export const sign = (file: string, { url }: { readonly url?: string }): Report => {
  const { VIGIL_TENANT: tenantId, VIGIL_SECRET: secret } = process.env;
  if (tenantId === undefined || secret === undefined)
    throw new UsageError('VIGIL_TENANT and VIGIL_SECRET must say who signs, and with which secret');
  const body = readBytes(file).toString('utf8');
  const headers = {
    'content-type': contentTypeOf(body),
    ...signed({ tenantId, secret }, body),
  };
  const options = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`);
  const text =
    url === undefined
      ? options.join('\n')
      : `curl -i '${url.replace(/\/+$/, '')}/v1/events' \\\n  ${options.join(' \\\n  ')} \\\n  --data-binary @'${file}'`;
  return { exitCode: 0, text, json: { headers } };
};

/** @throws UsageError where the secret is none. */
const signed = (sender: { readonly tenantId: string; readonly secret: string }, body: string) => {
  try {
    return signedHeaders(sender, { id: randomUUID(), sentAt: new Date() }, body);
  } catch {
    throw new UsageError(
      'VIGIL_SECRET is not a Standard Webhooks secret, for example whsec_MDEyMzQ1Njc4OQ==',
    );
  }
};

/** A list is a batch of CloudEvents. */
const contentTypeOf = (body: string): string =>
  body.trimStart().startsWith('[') ? 'application/cloudevents-batch+json' : 'application/cloudevents+json';
