import { beforeAll, describe, expect, test } from 'vitest';
import { furnish } from '../../demo/clinic.ts';
import { phones, useOnCall } from './on-call.ts';

const { clinic, next, flag, publish, takeAndFinish } = useOnCall();

/** What functions called to page, in order, after the alarm of a new client. */
const callsOf = async (clientId: string): Promise<string[]> => {
  const { stage } = clinic();
  await stage.forgetCalls();
  await flag(clientId);
  const paging = ['open-incident', 'escalate', 'process-due-work'];
  return (await stage.recentCalls())
    .filter(({ function: name }) => paging.includes(name))
    .map(({ service, operation }) => `${service}:${operation}`);
};
const isCheck = (call: string): boolean => call === 'sns:CheckIfPhoneNumberIsOptedOut';
/** The send itself among them; the opt-out check runs beside it. */
const untilSent = (calls: readonly string[]): readonly string[] =>
  calls.slice(0, calls.indexOf('sns:Publish') + 1).filter((call) => !isCheck(call));

/** The fewest that any of a few alarms took: one may meet a function that is started only now. */
const fewest = (runs: readonly (readonly string[])[]): readonly string[] =>
  runs.toSorted((one, other) => one.length - other.length)[0] ?? [];

beforeAll(async () => {
  await furnish(clinic());
});

describe('the AWS calls of a new incident', () => {
  test('with one person and one text are five until SNS has the text, and nine in all', async () => {
    await publish({ tiers: [{ staffIds: ['staff-ada'], answerWithinSeconds: 600 }] });
    const runs: string[][] = [];
    for (const clientId of ['calls-1', 'calls-2', 'calls-3']) {
      runs.push(await callsOf(clientId));
      await takeAndFinish(phones.ada);
      await clinic().stage.advance('PT61S'); // a fourth page in a minute would be bundled
    }
    const calls = fewest(runs);
    // More than this fails; ADR 21 says what each is for.
    expect(untilSent(calls), calls.join(' ')).toHaveLength(5);
    expect(calls, calls.join(' ')).toHaveLength(9);
  });

  test('grow by five with each further person of the tier: code, link, text, opt-out check, message', async () => {
    await publish({ tiers: [{ staffIds: ['staff-ada', 'staff-bea'], answerWithinSeconds: 600 }] });
    const runs: string[][] = [];
    for (const clientId of ['calls-4', 'calls-5', 'calls-6']) {
      runs.push(await callsOf(clientId));
      await next(phones.bea, 'urgent');
      await takeAndFinish(phones.ada);
      await next(phones.bea, 'somebody has it already');
      await clinic().stage.advance('PT61S');
    }
    const calls = fewest(runs);
    expect(calls.length, calls.join(' ')).toBeLessThanOrEqual(9 + 5);
  });
});
