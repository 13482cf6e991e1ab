import type { Instant } from '../../domain/instant.ts';
import { defaultVoice, type Language, type Texts, textsIn, type Voice } from '../../domain/crisis/sms.ts';
import type { Ineffective, SingleOverrides } from '../../domain/crisis/roster/single-overrides.ts';
import type { RosterDefinition } from '../../domain/crisis/roster/roster.ts';

/** The tenant's roster as the escalation reads it: staff ids and the handles of their phones; numbers stay sealed. */
export interface PublishedRoster {
  /** With the single overrides that fit it. */
  readonly definition: RosterDefinition;
  readonly singles?: SingleOverrides;
  /** Which of them have no effect, as it was stated. */
  readonly ineffective?: readonly Ineffective[];
  readonly at: Instant;
  readonly eventId: string;
  readonly contactsRecordId: string;
  /** The pseudonym of each phone, by staff id: identifies the contact method without its number. */
  readonly lines: Readonly<Record<string, string>>;
  /** The pseudonyms of the further phones that get every text, by staff id, in the order of the contacts. */
  readonly moreLines?: Readonly<Record<string, readonly string[]>>;
  /** Phones that the roster no longer names for their owner, oldest first. */
  readonly former?: readonly FormerPhone[];
  /** Until when open incidents look at this roster as a new one. */
  readonly replanUntil?: Instant;
  /** The event ids of rosters in force before, the newest last. */
  readonly earlier?: readonly string[];
  /** The event ids of rosters that were refused, since another one came between. */
  readonly refused?: readonly string[];
  /** Who was on call at the last hand-off notice, by schedule. */
  readonly announced: Readonly<Record<string, readonly string[]>>;
  /** Whose shifts moved and who has no notice yet, with the record that holds their number. */
  readonly moved?: Readonly<Record<string, string>>;
  /** What the tenant and the people of the roster say of themselves, so that a page needs no further reads. */
  readonly profiles?: Profiles;
}

export interface Profiles {
  readonly displayName?: string;
  readonly language?: Language;
  readonly timeZone?: string;
  /** By staff id. */
  readonly languages: Readonly<Record<string, Language>>;
}

/** How somebody is texted: in the tenant's name, in their own language, else the tenant's. */
export const voiceFor = ({ profiles }: Pick<PublishedRoster, 'profiles'>, staffId: string): Voice => {
  const { displayName, language, languages = {} } = profiles ?? {};
  const own = Object.hasOwn(languages, staffId) ? languages[staffId] : undefined;
  return { name: displayName ?? defaultVoice.name, language: own ?? language ?? defaultVoice.language };
};

export const textsFor = (roster: Pick<PublishedRoster, 'profiles'>, staffId: string): Texts =>
  textsIn(voiceFor(roster, staffId));

/** The handle of a phone and where its number is found: the record, and the place among the owner's numbers. */
export interface Phone {
  readonly line: string;
  readonly contactsRecordId: string;
  /** 0 or absent: the person's first number. */
  readonly nth?: number;
}

export interface FormerPhone extends Phone {
  readonly staffId: string;
  readonly until: Instant;
}

type Lines = Pick<PublishedRoster, 'lines' | 'moreLines'>;

/** The phones that the roster names for somebody now, the first one first. */
export const phonesOf = (
  { contactsRecordId, ...lines }: Lines & Pick<PublishedRoster, 'contactsRecordId'>,
  staffId: string,
): readonly Phone[] =>
  linesOf(lines, staffId).map((line, nth) => ({ line, contactsRecordId, ...(nth === 0 ? {} : { nth }) }));

const linesOf = ({ lines, moreLines = {} }: Lines, staffId: string): readonly string[] => {
  const first = lines[staffId];
  return first === undefined ? [] : [first, ...(moreLines[staffId] ?? [])];
};

/** Everybody's phones, the persons in the order of the roster. */
export const allPhonesOf = (
  roster: PublishedRoster,
): readonly { readonly staffId: string; readonly phone: Phone }[] =>
  Object.keys(roster.lines).flatMap((staffId) =>
    phonesOf(roster, staffId).map((phone) => ({ staffId, phone })),
  );

/** Whether the roster names this phone for somebody now. */
export const hasPhone = (roster: Lines, staffId: string, line: string): boolean =>
  linesOf(roster, staffId).includes(line);

/** The phones of somebody whom the roster names, or those that it named last. */
export const lastPhonesOf = (roster: PublishedRoster, staffId: string): readonly Phone[] => {
  const now = phonesOf(roster, staffId);
  if (now.length > 0) return now;
  const former = (roster.former ?? []).filter((phone) => phone.staffId === staffId);
  const last = former.at(-1)?.until;
  return former.filter(({ until }) => until === last);
};

/** Where the number of this phone is found, whether it is this person's now or was before. */
export const phoneAt = (roster: PublishedRoster, staffId: string, line: string): Phone | undefined =>
  phonesOf(roster, staffId).find((phone) => phone.line === line) ??
  roster.former?.findLast((phone) => phone.staffId === staffId && phone.line === line);

/** Since when the roster names this phone for somebody; nothing where it named no other before. */
export const phoneSince = ({ former = [] }: PublishedRoster, staffId: string): Instant | undefined =>
  former.findLast((phone) => phone.staffId === staffId)?.until;

/** An item holds 400 KB: so many former phones of some 150 bytes fit beside the largest roster. */
const rememberedPhones = 300;

/** The former phones after a roster with these lines replaces the one before. */
export const formerAfter = (known: PublishedRoster, fresh: Lines, until: Instant): readonly FormerPhone[] => {
  const dropped = allPhonesOf(known)
    .filter(({ staffId, phone }) => !hasPhone(fresh, staffId, phone.line))
    .map(({ staffId, phone }) => ({ staffId, ...phone, until }));
  return [...(known.former ?? []), ...dropped].slice(-rememberedPhones);
};
