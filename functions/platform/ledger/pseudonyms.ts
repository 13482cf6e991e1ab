import { randomBytes } from 'node:crypto';
import type { Now } from '../lambda/clock.ts';
import { type AggregateKey, type Aggregates, type Change, change, changeKnown } from '../state/aggregates.ts';

/** How the ledger names clients (NIST SP 800-188, "pseudonymization"): only these items connect a name with a client. */
export interface Pseudonyms {
  /** The client's pseudonym, made on first use. For an erased client a new one each time, which is stored nowhere. */
  of(tenantId: string, clientId: string): Promise<string>;
  /** Whose pseudonym it is; nothing where the client was erased. */
  clientOf(tenantId: string, pseudonym: string): Promise<string | undefined>;
  /** Destroys the connection for good. Again changes nothing. */
  forget(tenantId: string, clientId: string): Promise<void>;
}

type Pseudonym = { readonly status: 'in-use'; readonly pseudonym: string } | { readonly status: 'forgotten' };
type Holder = { readonly status: 'known'; readonly clientId: string } | { readonly status: 'forgotten' };

const pseudonymKey = (tenantId: string, clientId: string): AggregateKey<Pseudonym> => ({
  kind: 'pseudonym',
  ids: [tenantId, clientId],
  tenantId,
});

const holderKey = (tenantId: string, pseudonym: string): AggregateKey<Holder> => ({
  kind: 'pseudonym-holder',
  ids: [tenantId, pseudonym],
  tenantId,
});

/** 128 random bits: nothing about the client can be computed from it. */
export const newPseudonym = (): string => `p-${randomBytes(16).toString('hex')}`;

/** Bounds the memory of a long-lived environment; clients seen since then are read again. */
const mostCached = 10_000;

const to = <S>(state: S): Change<S> => ({ decided: { state, facts: [] } });

const isNamed = (named: Pseudonym | undefined, pseudonym: string): boolean =>
  named?.status === 'in-use' && named.pseudonym === pseudonym;

/** Two items a client: from the client to the pseudonym, and back. */
export const storedPseudonyms = (aggregates: Aggregates, now: Now): Pseudonyms => {
  const cache = new Map<string, string>();

  const found = async (tenantId: string, clientId: string): Promise<Pseudonym | undefined> =>
    (await aggregates.load(pseudonymKey(tenantId, clientId)))?.state;

  const make = async (tenantId: string, clientId: string): Promise<Pseudonym | undefined> => {
    const pseudonym = newPseudonym();
    try {
      // The way back first: a pseudonym is never in use without it.
      await changeKnown(aggregates, holderKey(tenantId, pseudonym), undefined, now(), () =>
        to<Holder>({ status: 'known', clientId }),
      );
      const key = pseudonymKey(tenantId, clientId);
      const named = await changeKnown(aggregates, key, undefined, now(), (current) =>
        current === undefined ? to<Pseudonym>({ status: 'in-use', pseudonym }) : undefined,
      );
      // Another run was faster: its pseudonym counts.
      if (!isNamed(named?.state, pseudonym)) await forgetHolder(tenantId, pseudonym);
      return named?.state;
    } catch (error) {
      // A holder without a pseudonym would keep the client's id after an erasure. The write may have succeeded nevertheless.
      if (!isNamed(await found(tenantId, clientId), pseudonym)) await forgetHolder(tenantId, pseudonym);
      throw error;
    }
  };

  const forgetHolder = async (tenantId: string, pseudonym: string): Promise<void> => {
    await change(aggregates, holderKey(tenantId, pseudonym), now(), () =>
      to<Holder>({ status: 'forgotten' }),
    );
  };

  return {
    async of(tenantId, clientId) {
      const cached = cache.get(`${tenantId}#${clientId}`);
      if (cached !== undefined) return cached;
      const named = (await found(tenantId, clientId)) ?? (await make(tenantId, clientId));
      if (named?.status !== 'in-use') return newPseudonym();
      if (cache.size >= mostCached) cache.clear();
      cache.set(`${tenantId}#${clientId}`, named.pseudonym);
      return named.pseudonym;
    },

    async clientOf(tenantId, pseudonym) {
      const holder = (await aggregates.load(holderKey(tenantId, pseudonym)))?.state;
      return holder?.status === 'known' ? holder.clientId : undefined;
    },

    async forget(tenantId, clientId) {
      const named = await found(tenantId, clientId);
      if (named?.status === 'in-use') await forgetHolder(tenantId, named.pseudonym);
      await change(aggregates, pseudonymKey(tenantId, clientId), now(), (current) =>
        current?.status === 'forgotten' ? undefined : to<Pseudonym>({ status: 'forgotten' }),
      );
    },
  };
};
