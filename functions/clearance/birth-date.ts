import type { BirthDate } from '../../domain/clearance/age.ts';
import type { Client } from '../../domain/clearance/client.ts';
import type { Binding } from '../../domain/records/sealed-record.ts';
import type { Records } from '../platform/sealing/records.ts';
import { KeyMissingError, SealBrokenError, type Vault } from '../platform/sealing/vault.ts';
import type { Log } from '../platform/lambda/log.ts';

const civilDate = /^\d{4}-\d\d-\d\d$/;

const bindingOf = (tenantId: string, clientId: string, profileRecordId: string): Binding => ({
  tenantId,
  subject: `client:${clientId}`,
  recordId: profileRecordId,
  recordClass: 'birth-date',
});

/**
 * The birth date alone, taken out of the sealed profile and sealed again under the same key: clearance needs the age
 * for every decision, and neither contacts nor anything else. Nothing where there is no profile to read.
 */
export const sealBirthDate = async (
  { records, vault }: { readonly records: Pick<Records, 'get'>; readonly vault: Vault },
  tenantId: string,
  clientId: string,
  profileRecordId: string,
): Promise<string | undefined> => {
  const binding = bindingOf(tenantId, clientId, profileRecordId);
  const profile = await records.get(binding);
  if (profile === undefined) return undefined;
  const { birthDate } = JSON.parse(await vault.open(profile, profile.jwe)) as { birthDate?: unknown };
  if (typeof birthDate !== 'string' || !civilDate.test(birthDate)) return undefined;
  return vault.seal(binding, birthDate);
};

/** Opens it for one decision. Never throws: a consent that was withdrawn must be acted upon even while no key can be had. */
export const openBirthDate = async (
  { vault, log }: { readonly vault: Pick<Vault, 'open'>; readonly log: Log },
  tenantId: string,
  client: Client | undefined,
): Promise<BirthDate> => {
  const registered = client?.registered;
  if (client === undefined || registered?.sealedBirthDate === undefined) return { status: 'unknown' };
  const binding = bindingOf(tenantId, client.clientId, registered.profileRecordId);
  for (let attempt = 1; attempt <= maxTries; attempt += 1) {
    try {
      const date = await vault.open(binding, registered.sealedBirthDate);
      return civilDate.test(date) ? { status: 'known', date } : { status: 'unknown' };
    } catch (error) {
      log.error('birth-date-not-opened', error, { attempt });
      // Erased or broken, it will not come back.
      if (error instanceof KeyMissingError || error instanceof SealBrokenError) return { status: 'unknown' };
    }
  }
  return { status: 'unreadable' };
};

/** A single failure of the key service must not block a session. */
const maxTries = 3;
