import { rosterPublished } from '../../../events/roster.ts';
import { tenantProfilePublished } from '../../../events/tenancy.ts';
import type { AnyContract } from '../../../events/define.ts';
import { checkRoster, checkWaits } from '../../../domain/crisis/roster/check-roster.ts';
import type { RosterDefinition } from '../../../domain/crisis/roster/roster.ts';
import { zoneExists } from '../../../domain/crisis/roster/rotation.ts';
import { type Instant, toInstant } from '../../../domain/instant.ts';
import { maxAnswerWithinSeconds } from '../policy.ts';
import { type Texting, unfitForCalls, unfitPhone } from './check-phones.ts';

interface Complaint {
  readonly path: string;
  readonly message: string;
}

/** What shapes and single fields cannot say: whether the whole makes sense. The contract's own check comes first. */
export const checkStated = (
  contract: AnyContract,
  stated: unknown,
  time: string,
  texting: Texting,
): Complaint | undefined =>
  contract.check?.(stated) ?? wholes[contract.type]?.(stated, toInstant(time), texting);

const wholes: Readonly<
  Record<string, (stated: unknown, at: Instant, texting: Texting) => Complaint | undefined>
> = {
  [rosterPublished.type]: (stated, at, texting) => {
    const roster = stated as RosterDefinition & Contacts;
    return (
      checkPhones(roster, texting) ?? checkWaits(roster, maxAnswerWithinSeconds) ?? checkRoster(roster, at)
    );
  },
  [tenantProfilePublished.type]: (stated) => {
    const { timeZone } = stated as { readonly timeZone: string };
    return zoneExists(timeZone) ? undefined : { path: 'timeZone', message: 'is not an IANA time zone' };
  },
};

interface Contacts {
  readonly phones: Readonly<Record<string, string>>;
  readonly contacts?: Readonly<Record<string, { readonly sms?: readonly string[]; readonly voice?: string }>>;
}

const checkPhones = ({ phones, contacts = {} }: Contacts, texting: Texting): Complaint | undefined => {
  const places = [
    ...Object.entries(phones).map(([staffId, number]) => ({ path: `phones.${staffId}`, number })),
    ...Object.entries(contacts).flatMap(([staffId, { sms = [] }]) =>
      sms.map((number, index) => ({ path: `contacts.${staffId}.sms.${index}`, number })),
    ),
  ];
  for (const { path, number } of places) {
    const message = unfitPhone(number, texting);
    if (message !== undefined) return { path, message };
  }
  for (const [staffId, { voice }] of Object.entries(contacts)) {
    const message = voice === undefined ? undefined : unfitForCalls(voice, texting);
    if (message !== undefined) return { path: `contacts.${staffId}.voice`, message };
  }
  return undefined;
};
