import { codeIn, phones as furnished } from '../../demo/clinic.ts';
import type { Stated } from '../../events/define.ts';
import { riskFlagged } from '../../events/risk.ts';
import { rosterPublished } from '../../events/roster.ts';
import { expectedTexts } from './expected-texts.ts';
import { type ClinicOptions, schedules, useClinic } from './open-stage.ts';

/** Three people on call. */
export const phones = { ...furnished, cem: '+12025550113' } as const;
export type Name = keyof typeof phones;

type Roster = Stated<typeof rosterPublished.data, NonNullable<typeof rosterPublished.sealed>['fields']>;
/** A roster but for its id and, where they are everybody's, its phones. */
export type Published = Omit<Roster, 'rosterId' | 'phones'> & Partial<Pick<Roster, 'phones'>>;

const everybodysPhones = Object.fromEntries(
  Object.entries(phones).map(([name, number]) => [`staff-${name}`, number]),
);

/** What on-call tests are not about. */
const elsewhere = [
  ...schedules.alarms,
  ...schedules.clearance,
  ...schedules.ledger,
  ...schedules.presence,
  ...schedules.retention,
];

/** A clinic on a stage of its own, whose every text a test must expect. */
export const useOnCall = (options: ClinicOptions = {}) => {
  const clinic = useClinic({ pausedSchedules: elsewhere, ...options });
  const texts = expectedTexts(clinic);
  const { next, say, finish } = texts;
  return {
    clinic,
    ...texts,
    flag: (clientId: string) => clinic().state(riskFlagged, { clientId, trigger: 'panic-client' }),
    publish: (roster: Published) =>
      clinic().state(rosterPublished, { rosterId: 'roster-main', phones: everybodysPhones, ...roster }),
    /** Taken by a person who was paged, and brought to its end. */
    async takeAndFinish(phone: string): Promise<void> {
      const code = codeIn(await next(phone, 'urgent'));
      await say(phone, `${code} y`, 'it is yours');
      await finish(phone, code);
    },
    /** Turns the clock to this moment, at most a second past it. */
    async turnTo(moment: Date | string): Promise<void> {
      const leftMs = new Date(moment).getTime() - (await clinic().stage.now()).getTime();
      if (leftMs > 0) await clinic().stage.advance(`PT${Math.ceil(leftMs / 1000)}S`);
    },
    /** What is on record of a client's incidents: what happened, and who it was. */
    async timeline(clientId: string): Promise<string[]> {
      // Receipts of other services pass the bus, too, and have no data.
      const passed = (await clinic().stage.events()).filter((event) =>
        event['detail-type'].startsWith('incident.'),
      );
      return passed
        .filter(({ detail }) => detail.data['clientId'] === clientId)
        .map(({ 'detail-type': type, detail: { data } }) =>
          [type.slice('incident.'.length, -'.v1'.length), data['staffId']].filter(Boolean).join(' '),
        );
    },
  };
};
