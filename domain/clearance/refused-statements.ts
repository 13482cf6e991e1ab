import type { Client } from './client.ts';
import { consentsOf } from './consent.ts';
import type { FactOf } from '../../events/facts.ts';
import type { Instant } from '../instant.ts';
import { grantedBy, mayUndo, nameOf, type Speaker } from './speaker.ts';
import { endOf, ofDenial, replacement, type Statement, statementsOf } from './superseded.ts';

type Said = Pick<Client, 'consents' | 'denials' | 'lifts'>;

/**
 * A fact for each statement that has no effect, or not the one that it asked for, and had one, or was not known, before.
 * The list follows from what was said alone, so any order of arrival ends in the same one.
 */
export const refusedSince = (before: Client, after: Client): readonly FactOf<'consent.refused.v1'>[] => {
  const known = new Set(ineffectiveOf(before).map(({ name }) => name));
  return ineffectiveOf(after)
    .filter(({ name }) => !known.has(name))
    .map(({ consentId, statement, reason }) => ({
      type: 'consent.refused.v1',
      data: { consentId, clientId: after.clientId, statement, reason },
    }));
};

/** What somebody said without the effect that they meant, by a name that is the same as long as nothing new is said. */
interface Ineffective {
  readonly name: string;
  readonly consentId: string;
  readonly statement: 'granted' | 'denied' | 'lifted';
  readonly reason:
    | 'id-withdrawn'
    | 'lifted-by-other-speaker'
    | 'lifts-newer'
    | Exclude<ReturnType<typeof replacement>, 'none' | 'replaces'>;
}

/** Follows from what was said alone, so that any order of arrival ends in the same list. */
const ineffectiveOf = (client: Said): readonly Ineffective[] => {
  const all = statementsOf(client);
  const found: Ineffective[] = [];
  const add = (
    statement: Ineffective['statement'],
    { consentId, by, at }: Pick<Statement, 'consentId' | 'by' | 'at'>,
    reason: Ineffective['reason'],
  ): void => {
    const name = [consentId, nameOf(by), statement, reason, at].join(' ');
    if (!found.some((each) => each.name === name)) found.push({ name, consentId, statement, reason });
  };
  for (const [consentId, consent] of consentsOf(client.consents)) {
    const { grant } = consent;
    const end = grant && endOf(consent, grant);
    if (grant !== undefined && end !== undefined && grant.at > end)
      add('granted', { consentId, by: grantedBy(grant), at: grant.at }, 'id-withdrawn');
  }
  for (const one of all) {
    if (one.said.supersedes === undefined) continue;
    for (const other of all) {
      const result = replacement(one, other);
      if (result !== 'none' && result !== 'replaces') add(one.kind, one, result);
    }
  }
  for (const lift of Object.values(client.lifts ?? {})) {
    const refused = refusedUnder(client, lift.consentId);
    const own = refused.filter(({ by }) => mayUndo(lift.by, by));
    if (refused.length === 0 || own.some(({ at }) => at < lift.at)) continue;
    add('lifted', lift, own.length === 0 ? 'lifted-by-other-speaker' : 'lifts-newer');
  }
  return found;
};

/** Every "no" under an id, with its speaker. */
const refusedUnder = (
  { consents, denials = {} }: Said,
  consentId: string,
): readonly { readonly at: Instant; readonly by: Speaker }[] => {
  const consent = Object.hasOwn(consents, consentId) ? consents[consentId] : undefined;
  const given = consentsOf(consent === undefined ? {} : { [consentId]: consent });
  return [
    ...Object.entries(denials)
      .map(([name, denial]) => ofDenial(name, denial))
      .filter((denial) => denial.consentId === consentId),
    ...given.flatMap(([, { grant, withdrawnAt }]) =>
      grant === undefined || withdrawnAt === undefined ? [] : [{ at: withdrawnAt, by: grantedBy(grant) }],
    ),
    ...Object.values(consent?.withdrawals ?? {}),
  ];
};
