import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contactServices, identityStatements, list, resourcesOf, synthesize } from './synthesized.ts';

const outdir = synthesize(undefined, contactServices);
const configured = resourcesOf(outdir);
const plain = resourcesOf(synthesize());

/** What a function of the configured deployment may do with the services that reach people. */
const mayReach = (name: string): string[] =>
  identityStatements(configured)
    .filter(({ role }) => role.split('/')[0] === name)
    .flatMap(({ statement: { Action, Resource, NotResource } }) =>
      list(Action).flatMap((action) =>
        (Resource === undefined ? ['all but topics'] : list(Resource as string | string[])).map(
          (resource) => `${action} on ${NotResource === undefined ? resource : 'all but topics'}`,
        ),
      ),
    )
    .filter((grant) => /^(connect|sms-voice|sns|sqs):/.test(grant))
    .sort();

const { endUserMessaging, voice } = contactServices;
const texts = [
  `sms-voice:SendTextMessage on ${endUserMessaging.origination}`,
  `sms-voice:SendTextMessage on ${endUserMessaging.protectConfiguration}`,
];
const asksAboutOptOut = `sms-voice:DescribeOptedOutNumbers on ${endUserMessaging.optOutList}`;

describe('without configuration', () => {
  test('nobody is called: no function takes keys, and no role may use Connect or End User Messaging', () => {
    expect(plain.filter(({ name }) => name.includes('key-press') || name.includes('call-flow'))).toEqual([]);
    const actions = identityStatements(plain).flatMap(({ statement }) => list(statement.Action));
    expect(actions.filter((action) => /^(connect|sms-voice):/.test(action))).toEqual([]);
  });
});

describe('with Amazon Connect and End User Messaging', () => {
  test('the rule packs find nothing', () => {
    const report = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ pluginReports: [] });
  });

  test.each(['escalate', 'open-incident'])(
    '%s calls and texts; through SNS it texts people on standby only',
    (name) => {
      expect(mayReach(name).filter((grant) => !grant.startsWith('sqs:'))).toEqual(
        [
          'connect:StartOutboundVoiceContact on *',
          asksAboutOptOut,
          ...texts,
          'sns:Publish on all but topics',
        ].sort(),
      );
    },
  );

  test.each(['apply-reply', 'process-due-work', 'start-drill'])('%s texts and calls nobody', (name) => {
    expect(mayReach(name).filter((grant) => !grant.startsWith('sqs:'))).toEqual(
      [asksAboutOptOut, ...texts].sort(),
    );
  });

  test('check-readiness asks End User Messaging about the account', () => {
    expect(mayReach('check-readiness')).toEqual(
      expect.arrayContaining([
        'sms-voice:DescribeAccountAttributes on *',
        'sms-voice:DescribeSpendLimits on *',
      ]),
    );
  });

  test('receive-key-press may hand on replies and nothing else, and only this instance may start it', () => {
    expect(mayReach('receive-key-press')).toEqual(['sqs:SendMessage on apply-reply/queue']);
    const permissions = configured.filter(
      ({ type, properties }) =>
        type === 'AWS::Lambda::Permission' &&
        (properties as { FunctionName?: string }).FunctionName === 'receive-key-press/function',
    );
    expect(permissions.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({ Principal: 'connect.amazonaws.com', SourceArn: voice.instance }),
    ]);
  });

  test('the call says a neutral sentence, and every way through the flow ends', () => {
    const flow = configured.find(({ type }) => type === 'AWS::Connect::ContactFlow');
    const { Content } = flow?.properties as unknown as { Content: string };
    const { StartAction, Actions } = JSON.parse(Content) as {
      StartAction: string;
      Actions: {
        Identifier: string;
        Parameters: { Text?: string };
        Transitions: { NextAction?: string; Errors?: Next[]; Conditions?: Next[] };
      }[];
    };
    for (const { Parameters } of Actions)
      expect(Parameters.Text ?? '').not.toMatch(/client|patient|clinic|therap|suicid|crisis|health|\d{2}/i);
    const next = new Map(
      Actions.map(({ Identifier, Transitions: { NextAction, Errors = [], Conditions = [] } }) => [
        Identifier,
        [
          ...(NextAction === undefined ? [] : [NextAction]),
          ...[...Errors, ...Conditions].map((each) => each.NextAction),
        ],
      ]),
    );
    const endsFrom = (action: string, seen: readonly string[]): boolean => {
      const ways = next.get(action);
      if (ways === undefined || seen.includes(action)) return false;
      return ways.every((way) => endsFrom(way, [...seen, action]));
    };
    expect(endsFrom(StartAction, [])).toBe(true);
  });
});

interface Next {
  readonly NextAction: string;
}
