import type { SealFault } from '../../../domain/records/open-record.ts';
import type { Problem } from './problem.ts';

export const recordNotFound: Problem = {
  status: 404,
  code: 'record-not-found',
  title: 'There is no such record. It may have been purged at the end of its retention.',
};

export const notPermitted = (reason: string): Problem => ({
  status: 403,
  code: reason,
  title: 'This role may not open records of this class for this purpose. Vigil has recorded the refusal.',
});

export const doesNotOpen = (fault: SealFault): Problem => ({
  status: fault === 'key-erased' ? 410 : 409,
  code: fault,
  title:
    fault === 'key-erased'
      ? 'The client was erased. No record of this client can be read any more.'
      : 'The record cannot be decrypted. Vigil has recorded this and raised an alarm.',
});

export const vaultUnavailable = (trouble: string): Problem => ({
  status: 503,
  code: `vault-${trouble}`,
  title: 'The encryption key is unavailable at the moment. Nothing is lost; try again.',
});

export const tooMuch = (what: string): Problem => ({ status: 413, code: 'answer-too-large', title: what });
