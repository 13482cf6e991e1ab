import { askToConfirm, testMessageSent } from '../../../domain/crisis/contact-method.ts';
import { nextHandOff, whoIsOnCall } from '../../../domain/crisis/roster/on-call.ts';
import type { Texts } from '../../../domain/crisis/sms.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { changeContactMethod, textStaff } from '../phones.ts';
import { change } from '../../platform/state/aggregates.ts';
import { rosterKey } from '../keys.ts';
import {
  allPhonesOf,
  lastPhonesOf,
  type Phone,
  type PublishedRoster,
  textsFor,
} from '../published-roster.ts';
import type { Dependencies } from './handler.ts';

/** A roster without rotations is still checked once a day. */
const recheckSeconds = 86_400;

/** Texts everybody who came on call, went off call or whose shifts moved since the last run; asks new phones to confirm. */
export const announceHandOffs = async (dependencies: Dependencies, tenantId: string): Promise<void> => {
  const { aggregates, log, now: clock } = dependencies;
  const now = clock();
  const key = rosterKey(tenantId);
  const before = (await aggregates.load(key))?.state;
  if (before === undefined) return;
  const { definition } = before;
  const onCall = Object.fromEntries(
    (definition.schedules ?? []).map((schedule) => [
      schedule.scheduleId,
      whoIsOnCall(schedule, definition.quiet, now).staffIds,
    ]),
  );
  const changes = changesSince(before.announced, onCall);

  // Sent before it is written down: after a crash twice rather than never.
  const cameOn = new Set(changes.flatMap(({ onStaffIds }) => onStaffIds));
  const stillOn = new Set(Object.values(onCall).flat());
  const wentOff = new Set(changes.flatMap(({ offStaffIds }) => offStaffIds).filter((id) => !stillOn.has(id)));
  const moved = before.moved ?? {};
  // Anyone who was taken off the roster in mid-turn is found in the one before.
  const say = (staffId: string, text: (texts: Texts) => string) => {
    const contactsRecordId = moved[staffId] ?? before.contactsRecordId;
    const phones = lastPhonesOf({ ...before, contactsRecordId }, staffId);
    return notify(
      dependencies,
      { tenantId, roster: before, staffId },
      phones.length > 0 ? phones : [{ contactsRecordId }],
      text,
    );
  };
  for (const staffId of cameOn) await say(staffId, (texts) => texts.onCall());
  for (const staffId of wentOff) await say(staffId, (texts) => texts.offCall());
  for (const staffId of Object.keys(moved)) await say(staffId, (texts) => texts.shiftMoved());
  await askToVerify(dependencies, tenantId, before, now);
  await change(aggregates, key, now, (roster) => {
    if (roster?.eventId !== before.eventId) return undefined;
    // Again: a message that came twice may have been quicker.
    const facts = changesSince(roster.announced, onCall).map((data) => ({
      type: 'roster.handed-off.v1' as const,
      data,
    }));
    const next = nextHandOff(definition, now) ?? plusSeconds(now, recheckSeconds);
    const { moved: _, replanUntil, ...rest } = roster;
    // Once more later: a step under way may have read the roster before.
    const again = replanUntil !== undefined && replanUntil > now ? { replanUntil } : {};
    const deadline = again.replanUntil === undefined || next < again.replanUntil ? next : again.replanUntil;
    return { decided: { state: { ...rest, ...again, announced: onCall }, facts }, deadline };
  });
  log.info('hand-offs-announced', {
    tenantId,
    on: cameOn.size,
    off: wentOff.size,
    moved: Object.keys(moved).length,
  });
};

type OnCall = Readonly<Record<string, readonly string[]>>;

/** Who came on and who went off, by schedule, where anybody did. */
const changesSince = (announced: OnCall, onCall: OnCall) =>
  Object.entries(onCall)
    .map(([scheduleId, on]) => {
      const was = announced[scheduleId] ?? [];
      return {
        scheduleId,
        onStaffIds: on.filter((staffId) => !was.includes(staffId)),
        offStaffIds: was.filter((staffId) => !on.includes(staffId)),
      };
    })
    .filter(({ onStaffIds, offStaffIds }) => onStaffIds.length + offStaffIds.length > 0);

const notify = async (
  dependencies: Dependencies,
  { tenantId, roster, staffId }: Named,
  phones: readonly Pick<Phone, 'contactsRecordId' | 'nth'>[],
  text: (texts: Texts) => string,
): Promise<void> => {
  const words = text(textsFor(roster, staffId));
  for (const phone of phones) {
    const result = await textStaff(dependencies, tenantId, phone, staffId, words);
    dependencies.log.count(result.outcome === 'accepted' ? 'SmsAccepted' : 'SmsFailed');
  }
};

interface Named {
  readonly tenantId: string;
  readonly roster: PublishedRoster;
  readonly staffId: string;
}

/** Each phone is asked once; anyone who does not answer is named by the daily check. Only where the roster works in shifts. */
const askToVerify = async (
  dependencies: Dependencies,
  tenantId: string,
  roster: PublishedRoster,
  now: Instant,
): Promise<void> => {
  for (const { staffId, phone } of allPhonesOf(roster)) {
    const { line } = phone;
    let code: string | undefined;
    await changeContactMethod(dependencies.aggregates, line, now, (known) => {
      const asked = known && askToConfirm(known, { tenantId, staffId }, `${line}|verify`, now);
      code = asked?.code;
      return asked && { line: asked.line };
    });
    if (code === undefined) continue;
    const asked = code;
    await notify(dependencies, { tenantId, roster, staffId }, [phone], (texts) => texts.verify(asked));
    await changeContactMethod(
      dependencies.aggregates,
      line,
      now,
      (known) => known && { line: testMessageSent(known, asked) },
    );
  }
};
