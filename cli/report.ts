import { readFileSync } from 'node:fs';

/** What a command found out: for people, and for programs. */
export interface Report {
  /** 1: something does not hold, or was refused. */
  readonly exitCode: 0 | 1;
  readonly text: string;
  readonly json: object;
}

/** A mistake of the caller, in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A service that does not answer: the same command may succeed a moment later. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

const whyUnreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** @throws UsageError where the file cannot be read. */
export const readBytes = (file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be read: ${whyUnreadable[code] ?? code}`);
  }
};

/** @throws UsageError where the file cannot be read or is no JSON object. */
export const readJson = (file: string): object => {
  const text = readBytes(file).toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON`);
  }
  if (typeof json !== 'object' || json === null) throw new UsageError(`${file} is not a JSON object`);
  return json;
};

/** How an error ends a command: one sentence for a mistake or an outage, the stack only for a defect of ours. */
export const failureOf = (error: unknown): { readonly exitCode: 2 | 3 | 70; readonly message: string } => {
  if (!(error instanceof Error)) return { exitCode: 70, message: String(error) };
  if (error instanceof UsageError) return { exitCode: 2, message: error.message };
  if (error instanceof UnreachableError) return { exitCode: 3, message: error.message };
  // The AWS SDK's errors: an answer that refuses, or none.
  const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  const refused = httpStatusCode !== undefined && httpStatusCode >= 400 && httpStatusCode < 500;
  if (refused) return { exitCode: 2, message: `AWS refused: ${error.name}: ${error.message}` };
  const unreachable = /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/.test((error as NodeJS.ErrnoException).code ?? '');
  if (unreachable || httpStatusCode !== undefined || error.name === 'TimeoutError')
    return { exitCode: 3, message: `AWS cannot be reached: ${error.message}` };
  if (/Credentials|Region is missing/.test(`${error.name} ${error.message}`))
    return { exitCode: 2, message: error.message };
  return { exitCode: 70, message: `a defect in vigil, please report it: ${error.stack ?? error.message}` };
};
