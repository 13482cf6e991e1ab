import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Clinic } from './clinic.ts';

/** A webhook as it arrived at the platform of the fictional clinic. */
export interface ReceivedWebhook {
  readonly id: string;
  /** Whether the signature fits the bytes and is less than five minutes old. */
  readonly verified: boolean;
  readonly path: string;
  readonly event: { readonly type: string; readonly sequence: string; readonly data: object };
}

export interface Receiver {
  /** What it answered with 2xx, in the order of arrival. */
  accepted(): readonly ReceivedWebhook[];
  /** How many requests it refused. */
  refused(): number;
  /** What it answers from now on. */
  answer(status: number, headers?: Readonly<Record<string, string>>): void;
  /** The secrets that a signature must match; any of them. */
  trust(...secrets: readonly string[]): void;
  close(): void;
}

/** The endpoint of the platform: a server on this machine, behind a public name and address of the stage's internet. */
export const openReceiver = async (
  { stage }: Clinic,
  name = 'hooks.example.org',
  addresses: readonly string[] = ['93.184.215.14'],
): Promise<Receiver> => {
  let status = 204;
  let extra: Readonly<Record<string, string>> = {};
  let trusted: readonly string[] = [];
  const accepted: ReceivedWebhook[] = [];
  let refused = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (status >= 300) refused += 1;
      response.writeHead(status, extra).end();
      if (status >= 300) return;
      const body = Buffer.concat(chunks).toString('utf8');
      const { headers, url: path = '' } = request;
      void stage.now().then((now) => {
        const event = JSON.parse(body) as ReceivedWebhook['event'];
        const verified = trusted.some((secret) => isSigned(secret, headers, body, now));
        accepted.push({ id: text(headers, 'webhook-id'), verified, path, event });
      });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await stage.setHost(name, { addresses, port: (server.address() as AddressInfo).port });
  return {
    accepted: () => accepted,
    refused: () => refused,
    answer(next, headers = {}) {
      status = next;
      extra = headers;
    },
    trust(...secrets) {
      trusted = secrets;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
};

const text = (headers: IncomingHttpHeaders, name: string): string => String(headers[name] ?? '');

/** What `new Webhook(secret).verify` checks, by the stage's clock. */
const isSigned = (secret: string, headers: IncomingHttpHeaders, body: string, now: Date): boolean => {
  const sentAt = new Date(Number(text(headers, 'webhook-timestamp')) * 1000);
  const expected = new Webhook(secret).sign(text(headers, 'webhook-id'), sentAt, body);
  const recent = Math.abs(now.getTime() - sentAt.getTime()) <= 300_000;
  return recent && text(headers, 'webhook-signature').split(' ').includes(expected);
};
