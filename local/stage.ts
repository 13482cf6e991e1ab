import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assemble, isAws, isControl } from './assemble.ts';
import { largestBodyBytes, type HttpAnswer } from './http-api.ts';

export interface StageOptions {
  /** The cloud assembly to run, e.g. `cdk.out`. */
  readonly assembly: string;
  /** 0 or none: any free port. */
  readonly port?: number;
  /** Where state outlives the process; without it the stage forgets. */
  readonly dataDir?: string;
  /** Where the clock starts; a kept clock goes on instead. */
  readonly now?: Date;
  /** How many Lambda environments stay warm; 8 where it is not given, which keeps `npm start` under 500 MB. */
  readonly environments?: number;
  /** Functions whose schedules are disabled, as an operator can disable them; none where it is not given. */
  readonly pausedSchedules?: readonly string[];
}

export interface Stage {
  readonly url: string;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, body: Buffer) => Promise<HttpAnswer>;

/** Runs the synthesized template and its built bundles on 127.0.0.1. */
export async function startStage(options: StageOptions): Promise<Stage> {
  // A worker thread shares the process's time zone, and Lambda's is UTC.
  process.env['TZ'] = 'UTC';
  let answer: Answer = () => Promise.resolve(textAnswer(503, 'The stage is starting'));
  const server = createServer((request, response) => void respond(request, response));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = await readBody(request)
      .then((body) => strangerOf(request) ?? answer(request, body))
      .catch((error: unknown) => {
        console.error(error);
        return textAnswer(500, error instanceof Error ? error.message : String(error));
      });
    response.writeHead(reply.status, { date: new Date(now()).toUTCString(), ...reply.headers });
    response.end(reply.body);
  }

  let now = Date.now;
  try {
    const parts = await assemble(options, url);
    now = parts.clock.now;
    answer = parts.answer;
    return {
      url,
      async close() {
        server.closeAllConnections();
        server.close();
        await parts.close();
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

const ownHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * The refusal for a request that names another host: a web page whose name was rebound to this machine (DNS
 * rebinding) must reach nothing here. Another site's page in the same browser must not call AWS or turn the clock.
 */
function strangerOf(request: IncomingMessage): HttpAnswer | undefined {
  const { host = '', origin } = request.headers;
  if (!ownHost.test(host))
    return textAnswer(403, 'The local stage answers requests to 127.0.0.1 and localhost only');
  const foreign = origin !== undefined && origin !== `http://${host}`;
  if (foreign && !isApi(request))
    return textAnswer(403, 'The local stage answers pages of its own machine only');
  return undefined;
}

const isApi = (request: IncomingMessage) => !isAws(request) && !isControl(request);

/** Reads one byte more than an API takes at most, so that the API can refuse it, and no flood. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length <= largestBodyBytes) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks);
}

const textAnswer = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
});
