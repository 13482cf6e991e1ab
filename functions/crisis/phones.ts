import type { Incident } from '../../domain/crisis/incident.ts';
import { isResponsible } from '../../domain/crisis/sender.ts';
import {
  assignCode,
  type CodedIncident,
  closedLongAgo,
  isCodeOf,
  newContactMethod,
  type ContactMethodFact,
  type ContactMethod,
  releasable,
  releaseCodes,
} from '../../domain/crisis/contact-method.ts';
import { answersDueAt } from '../../domain/crisis/answers.ts';
import type { Texts } from '../../domain/crisis/sms.ts';
import { pacePage } from '../../domain/crisis/alert-burst.ts';
import { onCallSubject } from '../../domain/records/sealed-record.ts';
import { type Instant, plusSeconds, secondsUntil } from '../../domain/instant.ts';
import { type Aggregates, change, changeKnown, type Versioned } from '../platform/state/aggregates.ts';
import type { RecentLines } from './look-at-incident.ts';
import { contactMethodKey, incidentKey, linkKey, messageKey } from './keys.ts';
import { lastPhonesOf, type Phone, phonesOf, type PublishedRoster, textsFor } from './published-roster.ts';
import { type DueQueue, dueWorkOf } from './messages.ts';
import type { Caller, CallResult } from './caller.ts';
import type { PageRef, SmsResult, SmsSender, TextDetails } from './sms-sender.ts';
import type { Records } from '../platform/sealing/records.ts';
import type { Vault } from '../platform/sealing/vault.ts';

export interface Phones {
  readonly aggregates: Aggregates;
  readonly records: Pick<Records, 'get'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly sms: SmsSender;
  readonly dueWork: DueQueue;
  /** An unguessable id for a link: 72 bits as 12 characters. */
  readonly newLinkId: () => string;
  /** Remembers each phone that is paged. */
  readonly recentLines: Pick<RecentLines, 'add'>;
  /** Phones as they were read a moment ago, by line. */
  readonly knownPhones?: ReadonlyMap<string, Versioned<ContactMethod>>;
  /** Where links lead, such as `https://example.org/p/`. */
  readonly linkBase: string;
}

/** Where a number is found. */
type Place = Pick<Phone, 'contactsRecordId' | 'nth'>;

/** What a roster seals. */
export interface SealedContacts {
  readonly phones: Readonly<Record<string, string>>;
  readonly contacts?: Readonly<Record<string, { readonly sms?: readonly string[]; readonly voice?: string }>>;
}

/** A number of a member of staff, opened for this moment only: the one of this phone, or the one that is called. */
export const numberOf = async (
  { records, vault }: Pick<Phones, 'records' | 'vault'>,
  tenantId: string,
  { contactsRecordId, nth = 0 }: Place,
  staffId: string,
  use: 'text' | 'call' = 'text',
): Promise<{ number: string } | { failure: string }> => {
  const key = { tenantId, subject: onCallSubject, recordId: contactsRecordId };
  const record = await records.get(key);
  if (record === undefined) return { failure: 'contacts-missing' };
  const opened = await vault.open({ ...key, recordClass: record.recordClass }, record.jwe);
  const { phones, contacts } = JSON.parse(opened) as SealedContacts;
  const { sms = [], voice } = contacts?.[staffId] ?? {};
  const number = use === 'call' && voice !== undefined ? voice : [phones[staffId], ...sms][nth];
  return number === undefined ? { failure: 'no-phone' } : { number };
};

/** Sends a text to a member of staff. */
export const textStaff = async (
  phones: Pick<Phones, 'records' | 'vault' | 'sms'>,
  tenantId: string,
  phone: Place,
  staffId: string,
  text: string,
  details?: TextDetails,
): Promise<SmsResult> => {
  const found = await numberOf(phones, tenantId, phone, staffId);
  return 'failure' in found ? { outcome: 'failed', ...found } : phones.sms.send(found.number, text, details);
};

/** Saves a phone's line with the moment at which its next bundle or unsent answer is due. */
export const changeContactMethod = (
  aggregates: Aggregates,
  line: string,
  now: Instant,
  decide: (
    known: ContactMethod | undefined,
  ) => { line: ContactMethod; facts?: readonly ContactMethodFact[] } | undefined,
  tenantId = 'vigil',
): Promise<ContactMethod | undefined> =>
  change(aggregates, { ...contactMethodKey(line), tenantId }, now, (known) => {
    const decided = decide(known);
    return (
      decided && {
        decided: { state: decided.line, facts: decided.facts ?? [] },
        deadline: lineDeadline(decided.line),
      }
    );
  });

const lineDeadline = (line: ContactMethod): Instant | undefined =>
  [line.pacing.flushAt, answersDueAt(line)].filter((at) => at !== undefined).sort()[0];

export interface ToStaff {
  readonly incident: Incident;
  readonly roster: PublishedRoster;
  readonly staffId: string;
}

export type PageText = (texts: Texts, code: string, link: string) => string;

export interface PageMessage {
  readonly text: PageText;
  /** Until the next step: a page that comes later would call somebody to what others have been paged for. */
  readonly validSeconds: number;
}

export type PagedResult =
  | (SmsResult & { readonly lines?: readonly string[] })
  | { readonly outcome: 'bundled'; readonly lines?: readonly string[] };

/** The phones on which somebody is paged: all that the roster names for them. */
export const phonesToPage = ({ incident, roster, staffId }: ToStaff): readonly Phone[] =>
  // Who has the incident is asked about it and reminded of it also after a new roster names them no longer.
  (isResponsible(incident, staffId) ? lastPhonesOf : phonesOf)(roster, staffId);

/** The result for the person: one phone that takes the page is enough. Of several, it names those that took it. */
export const joinResults = (
  results: readonly { readonly line: string; readonly result: PagedResult }[],
): PagedResult => {
  const reached = results.filter(({ result }) => result.outcome !== 'failed');
  const best = reached.find(({ result }) => result.outcome === 'accepted') ?? reached[0] ?? results[0];
  if (best === undefined) return { outcome: 'failed', failure: 'no-phone' };
  return results.length > 1 && reached.length > 0
    ? { ...best.result, lines: reached.map(({ line }) => line) }
    : best.result;
};

/**
 * Pages one phone of somebody about an incident, under the code that it has there; in an alert burst together with other
 * incidents. The opt-out list is checked in parallel with the text, so that it never delays the text. An opted-out
 * phone counts as not reached at once.
 */
export const pagePhone = async (
  phones: Phones,
  { incident, roster, staffId }: ToStaff,
  { phone, ofSeveral }: { readonly phone: Phone; readonly ofSeveral: boolean },
  { text, validSeconds }: PageMessage,
  now: Instant,
): Promise<PagedResult> => {
  const { line } = phone;
  phones.recentLines.add(incident.tenantId, line);
  const { entry, how, flushAt, optedOutAt } = await codeFor(phones, line, { incident, staffId }, now);
  if (how === 'bundled') {
    if (flushAt !== undefined)
      await phones.dueWork.send(dueWorkOf(contactMethodKey(line)), secondsUntil(flushAt, now));
    return { outcome: 'bundled' };
  }
  const found = await numberOf(phones, incident.tenantId, phone, staffId);
  if ('failure' in found) return { outcome: 'failed', ...found };
  const { tenantId, clientId, incidentId } = incident;
  const page = { tenantId, clientId, incidentId, staffId, ...(ofSeveral ? { line } : {}) };
  const [result, optedOut] = await Promise.all([
    phones.sms.send(
      found.number,
      text(textsFor(roster, staffId), entry.code, `${phones.linkBase}${entry.linkId}`),
      { page, validSeconds },
    ),
    phones.sms.optedOut(found.number),
  ]);
  if (result.outcome === 'failed') return result;
  if (optedOut === true || optedOutAt !== undefined) return { outcome: 'failed', failure: 'opted-out' };
  if (phones.sms.receiptsNamePages !== true)
    await rememberMessage(phones.aggregates, result.messageId, { page, code: entry.code }, now);
  return result;
};

/** Texts a phone of somebody who was paged about an incident, even during an alert burst, and after they left the roster. */
export const textAboutIncident = async (
  phones: Phones,
  { incident, roster, staffId }: ToStaff,
  phone: Phone,
  text: (texts: Texts, code: string) => string,
  now: Instant,
): Promise<SmsResult> => {
  const { entry } = await codeFor(phones, phone.line, { incident, staffId }, now, 'single');
  return textStaff(phones, incident.tenantId, phone, staffId, text(textsFor(roster, staffId), entry.code));
};

/** Calls somebody about an incident: their number for calls, else their phone. A key press counts as a reply from the phone. */
export const callAboutIncident = async (
  phones: Phones & { readonly caller: Caller },
  { incident, roster, staffId }: ToStaff,
  token: string,
  now: Instant,
): Promise<CallResult> => {
  const [phone] = phonesOf(roster, staffId);
  if (phone === undefined) return { outcome: 'failed', failure: 'no-phone' };
  const { line } = phone;
  // A call follows a text most often: then the code is known.
  const known = (await phones.aggregates.load(contactMethodKey(line)))?.state.incidents;
  const entry =
    known?.find(isCodeOf({ incidentId: incident.incidentId, staffId })) ??
    (await codeFor(phones, line, { incident, staffId }, now, 'single')).entry;
  const found = await numberOf(phones, incident.tenantId, phone, staffId, 'call');
  if ('failure' in found) return { outcome: 'failed', ...found };
  return phones.caller.call(found.number, { line, code: entry.code, token });
};

/** Receipts may come for 72 hours (AWS End User Messaging SMS user guide). */
const receiptsComeSeconds = 4 * 24 * 3600;

const rememberMessage = async (
  aggregates: Aggregates,
  messageId: string,
  { page, code }: { readonly page: PageRef; readonly code: string },
  now: Instant,
): Promise<void> => {
  const state = { pages: [page], code };
  const expiresAt = plusSeconds(now, receiptsComeSeconds);
  const save = () => aggregates.save(messageKey(messageId), 0, { state, facts: [] }, { now, expiresAt });
  // Only receipts need it, and they only hasten: a page that went out is not undone because this fails twice.
  await save().catch(() => save().catch(() => undefined));
};

const linkKeptSeconds = 30 * 24 * 3600;

const codeFor = async (
  phones: Phones,
  line: string,
  { incident, staffId }: { incident: Incident; staffId: string },
  now: Instant,
  only?: 'single',
): Promise<{ entry: CodedIncident; how: 'single' | 'bundled'; flushAt?: Instant; optedOutAt?: Instant }> => {
  const { aggregates } = phones;
  const { tenantId, clientId, incidentId } = incident;
  let assigned = { code: '', how: 'single' as 'single' | 'bundled', flushIsNew: false };
  let released = new Set<string>();
  const key = contactMethodKey(line);
  const stored = phones.knownPhones?.get(line) ?? (await aggregates.load(key));
  const changed = await changeKnown(aggregates, key, stored, now, async (known = newContactMethod) => {
    released = await closedOf(aggregates, releasable(known, now), now);
    const linkId = known.incidents.find(isCodeOf({ incidentId, staffId }))?.linkId ?? phones.newLinkId();
    const tidy = released.size === 0 ? known : releaseCodes(known, released);
    const coded = assignCode(tidy, { tenantId, staffId, clientId, incidentId, linkId }, now);
    const paced = only === 'single' ? { line: coded.line, how: only } : pacePage(coded.line, incident, now);
    assigned = { code: coded.code, how: paced.how, flushIsNew: known.pacing.flushAt === undefined };
    return { decided: { state: paced.line, facts: [] }, deadline: lineDeadline(paced.line) };
  });
  const saved = changed?.state;
  const entry = saved?.incidents.find(isCodeOf({ incidentId, staffId }));
  if (entry === undefined) throw new Error('the line does not hold the code that was just saved');
  // Only a page on its own tells the link. Also for a code that is known already: the attempt that gave it may have been
  // cut off before its link was there.
  if (only === undefined && assigned.how === 'single') {
    const pages = [{ tenantId, clientId, incidentId, staffId, line }];
    const state = { pages, code: entry.code, pagedAt: now };
    const expiresAt = plusSeconds(now, linkKeptSeconds);
    // Also for a link that is known already: its time runs from the last page.
    await changeKnown(aggregates, linkKey(entry.linkId), undefined, now, () => ({
      decided: { state, facts: [] },
      expiresAt,
    }));
  }
  const flushAt = assigned.flushIsNew ? saved?.pacing.flushAt : undefined;
  return {
    entry,
    how: assigned.how,
    ...(flushAt === undefined ? {} : { flushAt }),
    ...(saved?.optedOutAt === undefined ? {} : { optedOutAt: saved.optedOutAt }),
  };
};

/** Those of these codes whose incident closed more than a day ago. */
const closedOf = async (
  aggregates: Aggregates,
  entries: readonly CodedIncident[],
  now: Instant,
): Promise<Set<string>> => {
  const closed = await Promise.all(
    entries.map(async ({ tenantId, clientId, incidentId }) => {
      const incident = (await aggregates.load(incidentKey(tenantId, clientId)))?.state;
      const over =
        incident === undefined ||
        (incident.incidentId === incidentId
          ? incident.status === 'closed' && closedLongAgo(incident.closedAt, now)
          : closedLongAgo(incident.openedAt, now));
      return over ? [incidentId] : [];
    }),
  );
  return new Set(closed.flat());
};
