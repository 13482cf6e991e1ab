import type { Binding } from '../../../domain/records/sealed-record.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Records } from '../../platform/sealing/records.ts';
import { DoesNotOpenError, type Vault } from '../../platform/sealing/vault.ts';

export interface SealedAnswers {
  readonly records: Pick<Records, 'get'>;
  readonly vault: Pick<Vault, 'open'>;
}

/** The answers are not there, do not open or cannot be read, and no retry changes that. */
export class AnswersUnreadableError extends Error {
  override readonly name = 'AnswersUnreadableError';
}

export interface OpenedAnswers {
  readonly answers: object;
  readonly receivedAt: Instant;
}

/**
 * Opens the sealed answers.
 * @throws AnswersUnreadableError for good; any other error is an outage, and the same call may succeed later.
 */
export const openAnswers = async (
  { records, vault }: SealedAnswers,
  binding: Binding | undefined,
): Promise<OpenedAnswers> => {
  const record = binding && (await records.get(binding));
  if (binding === undefined || record === undefined) throw new AnswersUnreadableError('not there');
  const opened = await vault.open(binding, record.jwe).catch((cause: unknown) => {
    throw cause instanceof DoesNotOpenError ? new AnswersUnreadableError('does not open', { cause }) : cause;
  });
  return { answers: answersOf(opened), receivedAt: record.sealedAt };
};

const answersOf = (opened: string): object => {
  let json: unknown;
  try {
    json = JSON.parse(opened);
  } catch (cause) {
    throw new AnswersUnreadableError('not JSON', { cause });
  }
  const { answers } = (json ?? {}) as { readonly answers?: unknown };
  if (typeof answers !== 'object' || answers === null || Array.isArray(answers))
    throw new AnswersUnreadableError('no answers');
  return answers;
};
