import { beforeAll, describe, expect, it } from 'vitest';
import { connectProvider } from '../../demo/providers.ts';
import { samples, secret } from '../functions/intake/providers/requests.ts';
import { useClinic } from '../stage/open-stage.ts';

/**
 * Every provider's payload with names and ids in it, through the real endpoint and everything behind it; then a search
 * at every place. A provider that is added to the samples is taken along by itself.
 */
const clinic = useClinic();
const sensitive = [
  'Zoë',
  'Zoe@',
  'zoe@',
  '🕊',
  '81234567890',
  'Patient/p-1',
  'e-1"',
  'PA_1',
  'vpaas-magic-cookie',
  secret,
];

const places: Readonly<Record<string, () => Promise<unknown>>> = {
  bus: () => clinic().stage.events(),
  logs: () => clinic().stage.logs(),
  queues: () => clinic().stage.queues({ bodies: true }),
  State: () => clinic().stage.rows('State'),
  Records: () => clinic().stage.rows('Records'),
  Ledger: () => clinic().stage.rows('Ledger'),
};

describe("what providers' payloads hold", () => {
  beforeAll(async () => {
    const { stage } = clinic();
    for (const [provider, sample] of Object.entries(samples)) {
      const publicUrl = `https://vigil.example.org/v1/webhooks/${provider}/endpoint-1`;
      const connected = await connectProvider(clinic(), provider, {
        current: secret,
        apiKey: 'api-key',
        publicUrl,
      });
      const send = async (body: string) => {
        const at = (await stage.now()).getTime() / 1000;
        const headers = await sample.sign(body, secret, Math.floor(at), connected.path);
        return (await connected.post(body, { 'content-type': sample.contentType, ...headers })).status;
      };
      expect(await send(sample.body), provider).toBeLessThan(300);
      // What is cut off or unknown is told about as well.
      expect(await send(`${sample.body.slice(0, -3)}Zoë`), provider).toBeLessThan(500);
      expect(await send(sample.unknown), provider).toBeLessThan(300);
    }
    await stage.advance('PT20M');
  });

  it('was understood: its facts are on the bus', async () => {
    const passed = new Set((await clinic().stage.events()).map((event) => event['detail-type']));
    for (const type of new Set(Object.values(samples).flatMap(({ means }) => means)))
      expect(passed, type).toContain(type);
  });

  it.each(Object.entries(places))('stands nowhere: %s', async (_, read) => {
    const text = JSON.stringify(await read());
    expect(text.length).toBeGreaterThan(1);
    expect(sensitive.filter((each) => text.includes(each))).toEqual([]);
  });
});
