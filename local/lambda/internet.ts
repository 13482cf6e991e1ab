import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { InternetHost } from '../services/internet.ts';

/**
 * What a function finds where the internet would be: names lead to the addresses that the stage was given for them, and a
 * connection over TLS to such an address goes to the port on this machine that plays it, in plain HTTP. An address that
 * the stage does not know refuses connections, as does every other way out.
 */
export function playInternet(stageUrl: string): void {
  const ports = new Map<string, number>();

  const lookup = async (name: string): Promise<dns.LookupAddress[]> => {
    const host = await ask(`${stageUrl}/_local/hosts/${encodeURIComponent(name)}`);
    if (host === undefined) throw Object.assign(new Error(`ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    for (const address of host.addresses) ports.set(address, host.port);
    return host.addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  Object.assign(dns.promises, { lookup });

  const request = (options: https.RequestOptions, answer?: (response: http.IncomingMessage) => void) => {
    const { method, path, headers, signal } = options;
    // Port 1 is not in use on any machine: the connection is refused.
    const port = ports.get(String(options.host)) ?? 1;
    return http.request({ method, path, headers, signal, host: '127.0.0.1', port, agent: false }, answer);
  };
  Object.assign(https, { request });
  syncBuiltinESMExports();
}

const ask = (url: string): Promise<InternetHost | undefined> =>
  new Promise((resolve, reject) => {
    http
      .get(url, { agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve(response.statusCode === 200 ? (JSON.parse(text) as InternetHost) : undefined);
        });
      })
      .on('error', reject);
  });
