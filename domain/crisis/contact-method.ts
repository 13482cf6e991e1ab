import type { FactOf } from '../../events/facts.ts';
import type { Instant } from '../instant.ts';
import type { Bundle, Pacing } from './alert-burst.ts';
import type { RecentAnswer, UnsentAnswer } from './answers.ts';

/** An incident that somebody was paged for on this phone, under the code that they answer with. */
export interface CodedIncident {
  readonly code: string;
  readonly tenantId: string;
  readonly staffId: string;
  readonly clientId: string;
  readonly incidentId: string;
  /** The end of the link that leads to this incident's page. */
  readonly linkId: string;
  readonly at: Instant;
}

/** A test of the way to this phone and back: sent, and answered or not. */
export interface TestMessage {
  readonly code: string;
  readonly tenantId: string;
  readonly staffId: string;
  readonly purpose: 'verify' | 'drill';
  readonly sentAt: Instant;
  /** Until its text has left: after a crash it is sent again. */
  readonly untold?: true;
  /** The SMS service refused its text. */
  readonly refused?: true;
  readonly answeredAt?: Instant;
}

/**
 * The conversation with one phone. Codes belong to the phone, since a reply is known by its sender and its code:
 * four digits are plenty for one person, whatever the number of incidents elsewhere.
 */
export interface ContactMethod {
  /** Everybody whom a roster ever named with it, for one tenant or several. Whose it is now, the rosters say. */
  readonly owners: readonly Owner[];
  readonly incidents: readonly CodedIncident[];
  /** Inbound message ids already answered: carriers deliver twice. */
  readonly answered: readonly string[];
  readonly pacing: Pacing;
  readonly bundles: readonly Bundle[];
  readonly testMessages: readonly TestMessage[];
  /** Answers of the last hour, since the last one that confirmed a command. */
  readonly recentAnswers?: readonly RecentAnswer[];
  /** Answers that SNS has not accepted yet. */
  readonly unsentAnswers?: readonly UnsentAnswer[];
  /** When its owner last answered a code of this phone: the number is theirs, and the way back works. */
  readonly verifiedAt?: Instant;
  readonly optedOutAt?: Instant;
}

export interface Owner {
  readonly tenantId: string;
  readonly staffId: string;
}

export type ContactMethodFact =
  | FactOf<'staff.opted-out.v1' | 'staff.opted-in.v1' | 'staff.phone-verified.v1'>
  | FactOf<'drill.answered.v1'>;

export const newContactMethod: ContactMethod = {
  owners: [],
  incidents: [],
  answered: [],
  pacing: { sentAt: [], pending: [] },
  bundles: [],
  testMessages: [],
};

/** The line with this owner; the same line where it is known already. */
export const addOwner = (line: ContactMethod, { tenantId, staffId }: Owner): ContactMethod =>
  line.owners.some((owner) => owner.tenantId === tenantId && owner.staffId === staffId)
    ? line
    : { ...line, owners: [...line.owners, { tenantId, staffId }] };

/** 1000 to 8999: no leading zero to be dropped by a phone, and the 9000s are left for codes that mean several at once. */
const firstCode = 1000;
const codes = 8000;

/** How long a code stays with its incident after it closed, so that nobody answers an old text and takes a new case. */
const codeRestsMs = 24 * 3600 * 1000;
/** With so many codes on a phone it is worth asking which of their incidents are closed: an item holds 400 KB. */
const tidyAbove = 40;
/** So many codes of some 200 bytes fit beside the bundles. The oldest give way: their link still works, and a full item would page nobody. */
const mostCodes = 1000;
const tidiedAtOnce = 25;

/**
 * Codes that may be given back if their incident closed more than a day ago: the caller knows. Usually none, so that a
 * page need not ask.
 */
export const releasable = ({ incidents }: ContactMethod, now: Instant): readonly CodedIncident[] =>
  incidents.length <= tidyAbove
    ? []
    : incidents.filter(({ at }) => Date.parse(now) - Date.parse(at) > codeRestsMs).slice(0, tidiedAtOnce);

export const closedLongAgo = (closedAt: Instant, now: Instant): boolean =>
  Date.parse(now) - Date.parse(closedAt) > codeRestsMs;

export const releaseCodes = (line: ContactMethod, incidentIds: ReadonlySet<string>): ContactMethod => {
  const incidents = line.incidents.filter(({ incidentId }) => !incidentIds.has(incidentId));
  const left = new Set(incidents.map(({ incidentId }) => incidentId));
  const bundles = line.bundles.filter((bundle) => bundle.incidentIds.some((id) => left.has(id)));
  return { ...line, incidents, bundles };
};

/** Whether a code is the one under which this person was paged about this incident. */
export const isCodeOf =
  ({ incidentId, staffId }: Pick<CodedIncident, 'incidentId' | 'staffId'>) =>
  (entry: CodedIncident): boolean =>
    entry.incidentId === incidentId && entry.staffId === staffId;

/** One code for each incident: the one that was used last, where several people share the phone. */
export const latestCodes = (entries: readonly CodedIncident[]): readonly CodedIncident[] => [
  ...new Map(entries.map((entry) => [entry.incidentId, entry])).values(),
];

/**
 * The line with a code for this incident and person: the one it has, else the first free one from a start that the id
 * gives. On a shared phone each person has a code of their own, so that a text to one never changes whose code another is.
 */
export const assignCode = (
  line: ContactMethod,
  incident: Omit<CodedIncident, 'code' | 'at'>,
  now: Instant,
): { readonly line: ContactMethod; readonly code: string } => {
  const known = line.incidents.find(isCodeOf(incident));
  const taken = new Set([...line.incidents, ...line.testMessages].map((entry) => entry.code));
  const code = known?.code ?? freeCode(taken, incident.incidentId);
  const others = line.incidents.filter((entry) => entry !== known).slice(1 - mostCodes);
  return { line: { ...line, incidents: [...others, { ...incident, code, at: now }] }, code };
};

/** The line with a test under way; its code is as distinct as those of incidents. */
export const addTestMessage = (
  line: ContactMethod,
  testMessage: Omit<TestMessage, 'code' | 'sentAt'>,
  seed: string,
  now: Instant,
): { readonly line: ContactMethod; readonly code: string } => {
  const recent = line.testMessages.filter(
    ({ sentAt }) => Date.parse(now) - Date.parse(sentAt) < testMessageKeptMs,
  );
  const taken = new Set([...line.incidents, ...recent].map((entry) => entry.code));
  const code = freeCode(taken, seed);
  return { line: { ...line, testMessages: [...recent, { ...testMessage, code, sentAt: now }] }, code };
};

/** The question whether this phone is theirs, which is asked once; nothing where it was, or where they have proved it. */
export const askToConfirm = (
  line: ContactMethod,
  { tenantId, staffId }: Owner,
  seed: string,
  now: Instant,
): ReturnType<typeof addTestMessage> | undefined => {
  if (line.verifiedAt !== undefined) return undefined;
  const asked = line.testMessages.find(({ purpose }) => purpose === 'verify');
  if (asked === undefined)
    return addTestMessage(line, { tenantId, staffId, purpose: 'verify', untold: true }, seed, now);
  return asked.untold === true ? { line, code: asked.code } : undefined;
};

/** The test of the drill that began at this moment; nothing where its text has left. */
export const askInDrill = (
  line: ContactMethod,
  { tenantId, staffId }: Owner,
  startedAt: Instant,
  seed: string,
  now: Instant,
): ReturnType<typeof addTestMessage> | undefined => {
  const asked = line.testMessages.find(
    (it) =>
      it.purpose === 'drill' && it.tenantId === tenantId && it.staffId === staffId && it.sentAt >= startedAt,
  );
  if (asked === undefined)
    return addTestMessage(line, { tenantId, staffId, purpose: 'drill', untold: true }, seed, now);
  return asked.untold === true ? { line, code: asked.code } : undefined;
};

/** The line once the text of this test has left, or was refused. */
export const testMessageSent = (
  line: ContactMethod,
  code: string,
  outcome: 'accepted' | 'failed' = 'accepted',
): ContactMethod => ({
  ...line,
  testMessages: line.testMessages.map((testMessage) => {
    const { untold: _, ...told } = testMessage;
    if (testMessage.code !== code) return testMessage;
    return outcome === 'failed' ? { ...told, refused: true } : told;
  }),
});

/** A drill is weekly; who has not answered the last one has not answered. */
const testMessageKeptMs = 14 * 24 * 3600 * 1000;

const freeCode = (taken: ReadonlySet<string>, seed: string): string => {
  let start = 7;
  for (const char of seed) start = (start * 31 + (char.codePointAt(0) ?? 0)) % codes;
  for (let offset = 0; offset < codes; offset += 1) {
    const code = String(firstCode + ((start + offset) % codes));
    if (!taken.has(code)) return code;
  }
  // 8000 open incidents on one phone: an ambiguous code is better than no page.
  return String(firstCode + start);
};

/** What an answered test says: the way to this phone and back works. */
export const answerTestMessage = (
  line: ContactMethod,
  code: string,
  now: Instant,
):
  | {
      readonly line: ContactMethod;
      readonly testMessage: TestMessage;
      readonly facts: readonly ContactMethodFact[];
    }
  | undefined => {
  const testMessage = line.testMessages.find((candidate) => candidate.code === code);
  if (testMessage === undefined) return undefined;
  const { staffId, purpose } = testMessage;
  const answered = { ...testMessage, answeredAt: testMessage.answeredAt ?? now };
  const facts: ContactMethodFact[] = [];
  if (testMessage.answeredAt === undefined && purpose === 'drill')
    facts.push({ type: 'drill.answered.v1', data: { staffId, answeredAt: now } });
  if (line.verifiedAt === undefined) facts.push({ type: 'staff.phone-verified.v1', data: { staffId } });
  const testMessages = line.testMessages.map((other) => (other === testMessage ? answered : other));
  return { line: { ...line, testMessages, verifiedAt: now }, testMessage: answered, facts };
};

/** The carrier stops or resumes all messages to this phone, for all for whom its owner works. */
export const optedOut = (line: ContactMethod, out: boolean, now: Instant): ContactMethod => {
  const { optedOutAt, unsentAnswers, ...rest } = line;
  if (out) return { ...rest, optedOutAt: optedOutAt ?? now };
  return unsentAnswers === undefined ? rest : { ...rest, unsentAnswers };
};

/** Enough to recognise a message that a carrier delivers again. */
const rememberedReplies = 100;

export const markAnswered = (line: ContactMethod, inboundMessageId: string): ContactMethod => ({
  ...line,
  answered: [...line.answered, inboundMessageId].slice(-rememberedReplies),
});
