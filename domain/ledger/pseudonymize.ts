import type { LedgerFact } from '../canonical-json.ts';

const subjectPrefix = 'client:';

/** The client that a fact names: in the field `clientId`, or as the subject whose key seals a record. */
export const clientIn = ({ data }: Pick<LedgerFact, 'data'>): string | undefined => {
  const { clientId, subject } = data as { readonly clientId?: unknown; readonly subject?: unknown };
  if (typeof clientId === 'string') return clientId;
  return typeof subject === 'string' && subject.startsWith(subjectPrefix)
    ? subject.slice(subjectPrefix.length)
    : undefined;
};

/** The fact with another name for its client; a fact that names none stays as it is. */
export const renameClient = <F extends Pick<LedgerFact, 'data'>>(fact: F, name: string): F => {
  const { clientId, subject } = fact.data as { readonly clientId?: unknown; readonly subject?: unknown };
  return {
    ...fact,
    data: {
      ...fact.data,
      ...(clientId === undefined ? {} : { clientId: name }),
      ...(typeof subject === 'string' && subject.startsWith(subjectPrefix)
        ? { subject: `${subjectPrefix}${name}` }
        : {}),
    },
  };
};

/**
 * An erasure stays on file by its request id, beside the id of the client: were its facts under the client's pseudonym,
 * that request id would lead from the client to everything else in the ledger.
 */
export const staysUnlinked = ({ type }: Pick<LedgerFact, 'type'>): boolean => type.startsWith('erasure.');
