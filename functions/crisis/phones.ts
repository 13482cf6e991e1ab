import { assignCode, newPhoneLine } from '../../domain/crisis/phone-line.ts';
import type { Incident } from '../../domain/crisis/incident.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Aggregates, change, keys, type PublishedRoster } from '../ports/aggregates.ts';
import type { SmsResult, SmsSender } from '../ports/messaging.ts';
import type { Records } from '../ports/records.ts';
import type { Vault } from '../ports/vault.ts';

export interface Phones {
  readonly aggregates: Aggregates;
  readonly records: Pick<Records, 'get'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly sms: SmsSender;
}

/** Sends a text to a member of staff; the number is opened for this moment only. */
export const textStaff = async (
  { records, vault, sms }: Phones,
  tenantId: string,
  roster: PublishedRoster,
  staffId: string,
  text: string,
): Promise<SmsResult> => {
  const key = { tenantId, subject: 'roster', recordId: roster.contactsRecordId };
  const record = await records.get(key);
  if (record === undefined) return { outcome: 'failed', failure: 'contacts-missing' };
  const { phones } = JSON.parse(
    await vault.open({ ...key, recordClass: record.recordClass }, record.jwe),
  ) as {
    phones: Record<string, string>;
  };
  const number = phones[staffId];
  if (number === undefined) return { outcome: 'failed', failure: 'no-phone' };
  return sms.send(number, text);
};

/** Texts somebody about an incident, under the code that their phone knows it by. */
export const textAboutIncident = async (
  phones: Phones,
  { incident, roster, staffId }: { incident: Incident; roster: PublishedRoster; staffId: string },
  text: (code: string) => string,
  now: Instant,
): Promise<SmsResult> => {
  const { tenantId, clientId, incidentId } = incident;
  const line = roster.lines[staffId];
  if (line === undefined) return { outcome: 'failed', failure: 'no-phone' };
  let code = '';
  await change(phones.aggregates, keys.phoneLine(line), now, (known) => {
    const assigned = assignCode(known ?? newPhoneLine, { tenantId, staffId, clientId, incidentId }, now);
    code = assigned.code;
    return { decided: { state: assigned.line, facts: [] } };
  });
  return textStaff(phones, tenantId, roster, staffId, text(code));
};
