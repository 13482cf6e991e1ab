import type { Incident, Notice } from '../../domain/crisis/incident.ts';
import type { Texts } from '../../domain/crisis/sms.ts';
import type { Instant } from '../../domain/instant.ts';
import { change } from '../platform/state/aggregates.ts';
import { incidentKey } from './keys.ts';
import { lastPhonesOf, type Phone, type PublishedRoster } from './published-roster.ts';
import type { Log } from '../platform/lambda/log.ts';
import { deadlineOf } from './deadline.ts';
import { type Phones, textAboutIncident, type ToStaff } from './phones.ts';

const textOf = {
  taken: 'takenByOther',
  'handed-over': 'handedOver',
  'help-coming': 'helpComing',
  'nobody-accepted': 'nobodyAccepted',
  closed: 'alreadyClosed',
} as const satisfies Record<Notice['kind'], keyof Texts>;

/**
 * Sends the pending notices, then removes them: a crash in between sends them twice. A notice that cannot be sent in a
 * few tries is dropped: nobody's safety depends on it, and a page must not wait for it.
 */
export const sendNotices = async (
  phones: Phones & { readonly log: Log },
  incident: Incident,
  roster: PublishedRoster | undefined,
  now: Instant,
): Promise<void> => {
  const { notices, tenantId, clientId } = incident;
  const texted = notices.map(async ({ staffId, kind }) => {
    if (roster === undefined || wasBundled(incident, staffId)) return;
    const shared = kind === 'taken' ? linesOfResponder(incident, roster) : [];
    const to = { incident, roster, staffId };
    for (const phone of lastPhonesOf(roster, staffId))
      if (!shared.includes(phone.line)) await sendNotice(phones, to, phone, kind, now);
  });
  await Promise.all(texted);
  await change(phones.aggregates, incidentKey(tenantId, clientId), now, (current) => {
    if (current === undefined) return undefined;
    const sent = new Set(notices.map(identity));
    const left = current.notices.filter((notice) => !sent.has(identity(notice)));
    if (left.length === current.notices.length) return undefined;
    const state = { ...current, notices: left };
    return { decided: { state, facts: [] }, ...deadlineOf(state) };
  });
};

/** One failed call to a table or a key must not cost a notice. */
const maxTriesPerNotice = 3;

const sendNotice = async (
  phones: Phones & { readonly log: Log },
  to: ToStaff,
  phone: Phone,
  kind: Notice['kind'],
  now: Instant,
): Promise<void> => {
  for (let attempt = 1; attempt <= maxTriesPerNotice; attempt += 1) {
    try {
      await textAboutIncident(phones, to, phone, (texts, code) => texts[textOf[kind]](code), now);
      return;
    } catch (error) {
      const { incident, staffId } = to;
      phones.log.error('notice-not-sent', error, { incidentId: incident.incidentId, staffId, attempt });
    }
  }
};

/** The answer to the responder said it on the same phone. "Somebody has it already" would contradict that. */
const linesOfResponder = (incident: Incident, roster: PublishedRoster): readonly string[] =>
  'responder' in incident ? lastPhonesOf(roster, incident.responder).map(({ line }) => line) : [];

const identity = ({ staffId, kind }: Notice): string => `${staffId}|${kind}`;

/** In an alert burst one text named many incidents: a notice for each would be another burst. Replying with a code works. */
const wasBundled = ({ pages }: Incident, staffId: string): boolean =>
  pages.findLast((page) => page.staffId === staffId)?.outcome === 'bundled';
