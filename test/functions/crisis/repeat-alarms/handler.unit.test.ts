import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { type FiringAlarm, makeHandler } from '../../../../functions/crisis/repeat-alarms/handler.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';

const now = '2027-03-01T10:00:00.000Z';
const alarm = (since: string, name = 'open-incident-dead-letters'): FiringAlarm => ({
  name,
  description: 'A client was flagged as in danger, and nobody was paged. See docs/runbook.md#open-incident',
  since,
});

const run = async (...alarms: readonly FiringAlarm[]) => {
  const notices: { subject: string; text: string }[] = [];
  const handler = makeHandler({
    firing: () => Promise.resolve(alarms),
    notifyOperators: (notice) => Promise.resolve(void notices.push(notice)),
    log: recordedLog(),
    now: () => now,
  });
  await handler({}, {} as Context);
  return notices;
};

describe('alarms that still fire', () => {
  test('notify the operators again, with name, age and the impact on a person', async () => {
    expect(await run(alarm('2027-03-01T07:45:00Z'))).toEqual([
      {
        subject: 'VIGIL: an alarm still fires',
        text: `open-incident-dead-letters (for 2 hours 15 minutes)\n${alarm('').description}`,
      },
    ]);
  });

  test('are one notice, the oldest first', async () => {
    const notices = await run(
      alarm('2027-03-01T09:45:00Z', 'young'),
      alarm('2027-02-27T09:00:00Z', 'old'),
      alarm('2027-03-01T08:59:00Z', 'middle'),
    );
    expect(notices).toHaveLength(1);
    expect(notices[0]?.subject).toBe('VIGIL: 3 alarms still fire');
    expect(notices[0]?.text.match(/^\w+ \(.*\)$/gm)).toEqual([
      'old (for 2 days 1 hour)',
      'middle (for 1 hour 1 minute)',
      'young (for 15 minutes)',
    ]);
  });

  test('are left alone in the minutes in which CloudWatch itself notifies', async () => {
    expect(await run(alarm('2027-03-01T09:50:01Z'))).toEqual([]);
    expect(await run(alarm('2027-03-01T09:50:00Z'))).toHaveLength(1);
  });
});

test('without an alarm nobody is notified', async () => {
  expect(await run()).toEqual([]);
});

test('a fault of CloudWatch or SNS fails the run: the alarm on silence fires', async () => {
  const broken = { log: recordedLog(), now: () => now, notifyOperators: () => Promise.resolve() };
  const handler = makeHandler({ ...broken, firing: () => Promise.reject(new Error('Throttling')) });
  await expect(handler({}, {} as Context)).rejects.toThrow('Throttling');
});
