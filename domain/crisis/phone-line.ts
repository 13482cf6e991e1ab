import type { Instant } from '../instant.ts';

/** An incident that this phone was paged for, under the code that its owner answers with. */
export interface CodedIncident {
  readonly code: string;
  readonly tenantId: string;
  readonly staffId: string;
  readonly clientId: string;
  readonly incidentId: string;
  readonly at: Instant;
}

/**
 * The conversation with one phone. Codes belong to the phone, since a reply is known by its sender and its code:
 * four digits are plenty for one person, whatever the number of incidents elsewhere.
 */
export interface PhoneLine {
  /** Whose phone it is; one person may work for several tenants. */
  readonly owners: readonly Owner[];
  readonly incidents: readonly CodedIncident[];
  /** Inbound message ids already answered: carriers deliver twice. */
  readonly answered: readonly string[];
}

export interface Owner {
  readonly tenantId: string;
  readonly staffId: string;
}

export const newPhoneLine: PhoneLine = { owners: [], incidents: [], answered: [] };

/** The line with this owner; the same line where it is known already. */
export const addOwner = (line: PhoneLine, { tenantId, staffId }: Owner): PhoneLine =>
  line.owners.some((owner) => owner.tenantId === tenantId && owner.staffId === staffId)
    ? line
    : { ...line, owners: [...line.owners, { tenantId, staffId }] };

/** A code stays with its incident so long that nobody can mistake it; an incident open for longer gets it anew with each page. */
const codeKeptMs = 30 * 24 * 3600 * 1000;
/** 1000 to 8999: no leading zero to be dropped by a phone, and the 9000s are left for codes that mean several at once. */
const firstCode = 1000;
const codes = 8000;

/** The line with a code for this incident: the one it has, else the first free one from a start that the id gives. */
export const assignCode = (
  line: PhoneLine,
  incident: Omit<CodedIncident, 'code' | 'at'>,
  now: Instant,
): { readonly line: PhoneLine; readonly code: string } => {
  const kept = line.incidents.filter(({ at }) => Date.parse(now) - Date.parse(at) < codeKeptMs);
  const known = kept.find(({ incidentId }) => incidentId === incident.incidentId);
  const code = known?.code ?? freeCode(new Set(kept.map((entry) => entry.code)), incident.incidentId);
  const entry = { ...incident, code, at: now };
  const others = kept.filter(({ incidentId }) => incidentId !== incident.incidentId);
  return { line: { ...line, incidents: [...others, entry] }, code };
};

const freeCode = (taken: ReadonlySet<string>, seed: string): string => {
  let start = 7;
  for (const char of seed) start = (start * 31 + (char.codePointAt(0) ?? 0)) % codes;
  for (let offset = 0; offset < codes; offset += 1) {
    const code = String(firstCode + ((start + offset) % codes));
    if (!taken.has(code)) return code;
  }
  // 8000 incidents of one person within the month: an old code is better than no page.
  return String(firstCode + start);
};

/** Enough to recognise a message that a carrier delivers again. */
const rememberedReplies = 100;

export const markAnswered = (line: PhoneLine, inboundMessageId: string): PhoneLine => ({
  ...line,
  answered: [...line.answered, inboundMessageId].slice(-rememberedReplies),
});
