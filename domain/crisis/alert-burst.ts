import { type Instant, plusSeconds } from '../instant.ts';
import type { ContactMethod } from './contact-method.ts';

/** How texts to one phone are spaced while many incidents page it. */
export interface Pacing {
  /** The texts with pages that went to this phone lately, single and bundled. */
  readonly sentAt: readonly SentPage[];
  /** Incidents whose page waits for the next text that bundles them. */
  readonly pending: readonly string[];
  /** When that text is due; there whenever something is pending. */
  readonly flushAt?: Instant;
}

export interface SentPage {
  readonly at: Instant;
  readonly tenantId: string;
}

/** Several incidents of one tenant in one text, and the one code that means them all. */
export interface Bundle {
  readonly code: string;
  readonly incidentIds: readonly string[];
  readonly at: Instant;
}

/** So many pages of a tenant within a minute are single texts; a person can read no more than that one by one. */
const singlesPerWindow = 3;
const windowMs = 60_000;
/** How long pages are collected: short compared with the minutes that a tier has to answer. */
const gatherSeconds = 10;
/** A bundle under way is tried again after this long: after a crash it is sent twice rather than never. */
const sendingSeconds = 30;

/**
 * Whether this page goes out on its own or is bundled. It is never left out, and a repeat counts like a first page. The burst
 * of one tenant never delays or bundles the page of another.
 */
export const pacePage = (
  line: ContactMethod,
  { incidentId, tenantId }: { readonly incidentId: string; readonly tenantId: string },
  now: Instant,
): { readonly line: ContactMethod; readonly how: 'single' | 'bundled' } => {
  const { pending, flushAt } = line.pacing;
  const sentAt = line.pacing.sentAt.filter(({ at }) => Date.parse(now) - Date.parse(at) < windowMs);
  const ofTenant = sentAt.filter((sent) => sent.tenantId === tenantId);
  const waits = pending.some((id) => tenantOf(line, id) === tenantId);
  if (!waits && ofTenant.length < singlesPerWindow)
    return {
      line: { ...line, pacing: { ...line.pacing, sentAt: [...sentAt, { at: now, tenantId }] } },
      how: 'single',
    };
  return {
    line: {
      ...line,
      pacing: {
        sentAt,
        pending: pending.includes(incidentId) ? pending : [...pending, incidentId],
        flushAt: flushAt ?? plusSeconds(now, gatherSeconds),
      },
    },
    how: 'bundled',
  };
};

const tenantOf = ({ incidents }: ContactMethod, incidentId: string): string | undefined =>
  incidents.find((entry) => entry.incidentId === incidentId)?.tenantId;

/**
 * The bundle that is due, written down before it is sent: the pages of the tenant that has waited longest. Incidents that
 * are not open any more are left out.
 */
export const prepareBundle = (
  line: ContactMethod,
  isOpen: (incidentId: string) => boolean,
  now: Instant,
): { readonly line: ContactMethod; readonly bundle?: Bundle } => {
  const { flushAt, ...pacing } = line.pacing;
  if (flushAt === undefined || flushAt > now) return { line };
  const pending = pacing.pending.filter(isOpen);
  const [first] = pending;
  if (first === undefined) return { line: { ...line, pacing: { ...pacing, pending } } };
  const incidentIds = pending.filter((id) => tenantOf(line, id) === tenantOf(line, first));
  const same = line.bundles.find((bundle) => bundle.incidentIds.join() === incidentIds.join());
  const bundle = { code: same?.code ?? bundleCode(line), incidentIds, at: now };
  return {
    line: {
      ...line,
      bundles: newest([...line.bundles.filter((other) => other !== same), bundle]),
      pacing: { ...pacing, pending, flushAt: plusSeconds(now, sendingSeconds) },
    },
    bundle,
  };
};

/** An item holds 400 KB: so many ids of incidents fit into it beside the codes. */
const mostBundledIds = 2000;

const newest = (bundles: readonly Bundle[]): readonly Bundle[] => {
  let ids = 0;
  return bundles
    .toReversed()
    .filter(({ incidentIds }) => (ids += incidentIds.length) <= mostBundledIds)
    .toReversed();
};

/** The line after the bundle went out: what came in meanwhile waits for the next one, another tenant's pages do not wait. */
export const bundleSent = (line: ContactMethod, bundle: Bundle, now: Instant): ContactMethod => {
  const tenantId = bundle.incidentIds.map((id) => tenantOf(line, id)).find((id) => id !== undefined) ?? '';
  const pending = line.pacing.pending.filter((id) => !bundle.incidentIds.includes(id));
  const sentAt = [...line.pacing.sentAt, { at: now, tenantId }];
  const waitsBehind = pending.some((id) => tenantOf(line, id) !== tenantId);
  return {
    ...line,
    pacing:
      pending.length === 0
        ? { sentAt, pending }
        : { sentAt, pending, flushAt: waitsBehind ? now : plusSeconds(now, gatherSeconds) },
  };
};

/** 9000 to 9999 in turn, so that a code repeats only after a thousand bundles. */
const bundleCode = ({ bundles }: ContactMethod): string => {
  const taken = new Set(bundles.map(({ code }) => code));
  const last = Number(bundles.at(-1)?.code ?? 8999) - 9000;
  for (let offset = 1; offset <= 1000; offset += 1) {
    const code = String(9000 + ((last + offset) % 1000));
    if (!taken.has(code)) return code;
  }
  return String(9000 + ((last + 1) % 1000));
};
