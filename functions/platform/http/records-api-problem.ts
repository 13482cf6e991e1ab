import type { SealFault } from '../../../domain/records/open-record.ts';
import type { Problem } from './problem.ts';

export const recordNotFound: Problem = {
  status: 404,
  code: 'record-not-found',
  title: 'No such record is kept; it may have been purged when its time was over.',
};

export const notPermitted = (reason: string): Problem => ({
  status: 403,
  code: reason,
  title: 'This role may not open records of this class for this purpose; the refusal is on record.',
});

export const doesNotOpen = (fault: SealFault): Problem => ({
  status: fault === 'key-erased' ? 410 : 409,
  code: fault,
  title:
    fault === 'key-erased'
      ? 'The client was erased: nothing of it can be read any more.'
      : 'The record does not open; this is on record and the operators are alarmed.',
});

export const vaultUnavailable = (trouble: string): Problem => ({
  status: 503,
  code: `vault-${trouble}`,
  title: 'The vault cannot be opened at the moment; nothing is lost, ask again.',
});

export const tooMuch = (what: string): Problem => ({ status: 413, code: 'answer-too-large', title: what });
