import { type Bundle, bundleSent, prepareBundle } from '../../../domain/crisis/alert-burst.ts';
import type { ContactMethod } from '../../../domain/crisis/contact-method.ts';
import { type Instant, secondsUntil } from '../../../domain/instant.ts';
import { dueWorkOf } from '../messages.ts';
import { changeContactMethod, textStaff } from '../phones.ts';
import { contactMethodKey, messageKey, rosterKey } from '../keys.ts';
import { phoneAt, textsFor } from '../published-roster.ts';
import type { Dependencies } from './handler.ts';
import { openAmong } from './open-among.ts';

/** Sends one text for all pages that gathered on a phone. Where it cannot be sent, each page counts as not delivered. */
export const sendBundle = async (dependencies: Dependencies, lineId: string): Promise<void> => {
  const { aggregates, dueWork, now: clock, log } = dependencies;
  const now = clock();
  const key = contactMethodKey(lineId);
  const known = (await aggregates.load(key))?.state;
  const flushAt = known?.pacing.flushAt;
  if (known === undefined || flushAt === undefined) return;
  if (flushAt > now) return dueWork.send(dueWorkOf(key), secondsUntil(flushAt, now));

  const pending = known.incidents.filter(({ incidentId }) => known.pacing.pending.includes(incidentId));
  const open = await openAmong(aggregates, pending);
  let bundle: Bundle | undefined;
  const line = await changeContactMethod(aggregates, lineId, now, (current) => {
    if (current === undefined) return undefined;
    // What came in after we looked is taken for open: it was paged a moment ago.
    const prepared = prepareBundle(current, (id) => open.has(id) || !known.pacing.pending.includes(id), now);
    bundle = prepared.bundle;
    return { line: prepared.line };
  });
  if (line === undefined || bundle === undefined) return;
  const failure = await sendIt(dependencies, { lineId, line }, bundle, now);
  log.count(failure === undefined ? 'SmsAccepted' : 'SmsFailed');
  if (failure !== undefined) await moveOn(dependencies, { lineId, line }, bundle, failure);
  const sent = bundle;
  const after = await changeContactMethod(
    aggregates,
    lineId,
    now,
    (current) => current && { line: bundleSent(current, sent, now) },
  );
  log.info('bundle-sent', { incidents: bundle.incidentIds.length, failed: failure !== undefined });
  const next = after?.pacing.flushAt;
  if (next !== undefined) await dueWork.send(dueWorkOf(key), secondsUntil(next, now));
};

/** Sends the bundle; returns why it failed, or nothing. */
const sendIt = async (
  dependencies: Dependencies,
  { lineId, line }: { readonly lineId: string; readonly line: ContactMethod },
  { code, incidentIds }: Bundle,
  now: Instant,
): Promise<string | undefined> => {
  const newest = line.incidents.findLast(({ incidentId }) => incidentIds.includes(incidentId));
  if (newest === undefined) return undefined;
  const roster = (await dependencies.aggregates.load(rosterKey(newest.tenantId)))?.state;
  if (roster === undefined) return 'no-roster';
  const phone = phoneAt(roster, newest.staffId, lineId);
  if (phone === undefined) return 'no-phone';
  const text = textsFor(roster, newest.staffId).bundle(incidentIds.length, newest.code, code);
  const validSeconds = dependencies.policy.maxAnswerWithinSeconds;
  const result = await textStaff(dependencies, newest.tenantId, phone, newest.staffId, text, {
    validSeconds,
  });
  if (result.outcome === 'failed') return result.failure;
  if (line.optedOutAt !== undefined) return 'opted-out';
  const pages = line.incidents
    .filter(({ incidentId }) => incidentIds.includes(incidentId))
    .map(({ tenantId, clientId, incidentId, staffId }) => ({
      tenantId,
      clientId,
      incidentId,
      staffId,
      line: lineId,
    }));
  await dependencies.aggregates
    .save(messageKey(result.messageId), 0, { state: { pages, code }, facts: [] }, { now })
    .catch(() => undefined);
  return undefined;
};

const moveOn = async (
  { escalation }: Dependencies,
  { lineId, line }: { readonly lineId: string; readonly line: ContactMethod },
  { incidentIds }: Bundle,
  failure: string,
): Promise<void> => {
  for (const { tenantId, clientId, incidentId, staffId } of line.incidents)
    if (incidentIds.includes(incidentId))
      await escalation.send(
        { tenantId, clientId, undelivered: { incidentId, staffId, failure, line: lineId } },
        0,
      );
};
