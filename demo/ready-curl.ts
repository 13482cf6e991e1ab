import { signedRequest } from '../client/index.ts';
import { riskFlagged } from '../events/risk.ts';
import { type Clinic, people, readWebhookSecret } from './clinic.ts';

/** A curl command for one signed event that works as pasted into a POSIX shell. */
export const readyCurl = async ({ stage }: Clinic): Promise<string> => {
  const tenantId = 'demo-clinic';
  const { clientId } = people;
  const time = await stage.now();
  const { url, headers, body } = signedRequest(
    {
      url: stage.url,
      tenantId,
      secret: await readWebhookSecret(stage.url, tenantId),
      source: 'urn:example:platform',
    },
    riskFlagged,
    { clientId, trigger: 'panic-clinician' },
    { id: `panic-${time.getTime()}`, time, sentAt: time },
  );
  // Neither the headers nor this body hold a single quote.
  const shown = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`);
  return `curl -i ${url} \\\n  ${shown.join(' \\\n  ')} \\\n  -d '${body}'`;
};
