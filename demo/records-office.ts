import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { recordsApiClient, type RecordsApiPath } from '../client/records-api.ts';
import { answered, type Clinic, readWebhookSecret } from './clinic.ts';

/** The compliance officer of the fictional clinic, and an auditor who has nothing but files and the published keys. */
export const openOffice = async ({ stage }: Clinic, tenantId = 'demo-clinic') => {
  const officer = recordsApiClient({
    url: stage.url,
    tenantId,
    secret: await readWebhookSecret(stage.url, tenantId),
    now: stage.now,
    attempts: 1,
  });
  const ask = async (path: RecordsApiPath, question: object) => {
    const answer = answered(await officer.ask(path, question));
    await stage.idle();
    return answer;
  };

  return {
    ask,
    /** Runs the command that an auditor would run, offline: nothing but files. */
    async audit(
      command: 'verify' | 'verify-certificate' | 'verify-access-export',
      name: string,
      text: string,
    ) {
      const jwks = await (await fetch(`${stage.url}/.well-known/jwks.json`)).text();
      const folder = mkdtempSync(join(tmpdir(), 'vigil-audit-'));
      const keep = (file: string, content: string): string => {
        writeFileSync(join(folder, file), content);
        return join(folder, file);
      };
      const files = [keep(name, text), '--jwks', keep('jwks.json', jwks)];
      return new Promise<{ readonly holds: boolean; readonly said: string }>((resolve) => {
        execFile(process.execPath, ['dist/cli/vigil.mjs', command, ...files], (error, stdout, stderr) => {
          rmSync(folder, { recursive: true });
          resolve({ holds: error === null, said: (stdout + stderr).trim().replace(`${folder}/`, '') });
        });
      });
    },
  };
};

export type Office = Awaited<ReturnType<typeof openOffice>>;
