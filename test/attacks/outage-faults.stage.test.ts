import { readdirSync } from 'node:fs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { codeIn, furnish, phones } from '../../demo/clinic.ts';
import { riskFlagged } from '../../events/risk.ts';
import { schedules, useClinic } from '../stage/open-stage.ts';

/** Without `FAULTS` ten minutes each; with `FAULTS=all` (`npm run test:attacks`) also an hour and half a day. */
const durations = process.env['FAULTS'] === 'all' ? ['PT10M', 'PT1H', 'PT12H'] : ['PT10M'];

/** What is needed between the bus and a phone, and the error by which AWS says that it is out of order. */
const errors = {
  dynamodb: 'InternalServerError',
  events: 'InternalException',
  kms: 'KMSInternalException',
  lambda: 'ServiceException',
  sns: 'InternalError',
  sqs: 'ServiceUnavailable',
} as const;
type Service = keyof typeof errors;

/** Without these no text can be sent, or nothing starts in time that could send one. */
const silent: readonly Service[] = ['lambda', 'sns', 'sqs'];

/** Not the function that accepts: before the 202 an outage is answered with 503, and the sender tries again. */
const afterAcceptance = [
  ...readdirSync('functions/crisis', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name),
  'publish-facts',
];

const { alarms, clearance, ledger, presence, retention } = schedules;
const clinic = useClinic({
  pausedSchedules: [...alarms, ...clearance, ...ledger, ...presence, ...retention],
});

beforeAll(async () => {
  await furnish(clinic());
});
afterEach(async ({ task }) => {
  // What a failed case left open would page on in the next.
  if (task.result?.state !== 'fail') return;
  await clinic.reopen();
  await furnish(clinic());
});

const flag = (clientId: string) => clinic().state(riskFlagged, { clientId, trigger: 'panic-client' });
const pagesOn = async (phone: string): Promise<string[]> =>
  (await clinic().textsOn(phone)).filter((text) => text.includes('urgent'));
/** What was said beside the page of the first one: a page, or that the system is down. */
const alerts = async (): Promise<string[]> => [
  ...(await pagesOn(phones.ada)).slice(1),
  ...(await clinic().textsOn(phones.bea)).filter((text) => text.includes('our system is down')),
];
const factsOf = async (clientId: string): Promise<string[]> =>
  (await clinic().stage.events())
    .filter(({ detail }) => detail.data['clientId'] === clientId)
    .map((event) => event['detail-type']);

const cases = durations.flatMap((duration) =>
  (Object.keys(errors) as Service[]).map((service) => [service, duration] as const),
);

test.each(cases)(
  '%s is out of order for %s: nothing accepted is lost, and two minutes later somebody is paged for it',
  { timeout: 1_800_000 },
  async (service, duration) => {
    const { stage, answer, clearPhones } = clinic();
    const before = `client-before-${service}-${duration}`;
    const within = `client-within-${service}-${duration}`;
    // Pages of the case before would make these a burst, which is sent as one text.
    await stage.advance('PT2M');
    await flag(before);
    expect(await pagesOn(phones.ada), 'the first one is paged before the outage').toHaveLength(1);

    for (const name of afterAcceptance)
      await stage.addFault({ service, operation: '*', function: name, nth: '*', error: errors[service] });
    await flag(within);
    await stage.advance('PT1M');
    if (!silent.includes(service))
      expect(await alerts(), 'somebody gets a text within a minute').not.toEqual([]);
    await stage.advance(duration);
    expect((await stage.faults()).filter(({ fired }) => fired > 0)).not.toEqual([]);
    await stage.clearFaults();
    await stage.advance('PT2M');

    for (const clientId of [before, within])
      expect(await factsOf(clientId)).toEqual(
        expect.arrayContaining(['incident.opened.v1', 'incident.paged.v1']),
      );
    expect((await pagesOn(phones.ada)).length, 'she is paged for both').toBeGreaterThan(1);
    expect((await pagesOn(phones.bea)).length, 'nobody answered, so the next one is asked').toBeGreaterThan(
      0,
    );

    for (const code of new Set((await pagesOn(phones.ada)).map(codeIn)))
      for (const words of ['y', 'w', 'c4', 'f', 'r']) await answer(phones.ada, `${code} ${words}`);
    for (const clientId of [before, within]) expect(await factsOf(clientId)).toContain('incident.closed.v1');
    expect(
      (await stage.queues()).filter(
        ({ deadLettersOf, visible }) => deadLettersOf !== undefined && visible > 0,
      ),
      'nothing is left behind',
    ).toEqual([]);
    await clearPhones();
  },
);
