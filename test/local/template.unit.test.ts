import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addDuration } from '../../local/duration.ts';
import { compilePattern } from '../../local/event-pattern.ts';
import { readTemplate } from '../../local/template.ts';

function assembly(stacks: Record<string, object>): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  const artifacts: Record<string, object> = {};
  const names = Object.keys(stacks);
  // The last stack first: only the dependencies say which one is to be read earlier.
  for (const name of names.toReversed()) {
    const dependencies = names.slice(0, names.indexOf(name));
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      dependencies,
      properties: { templateFile: `${name}.json` },
    };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(stacks[name]));
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  return folder;
}

it('resolves references within and between stacks', () => {
  const data = {
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Metadata: { 'aws:cdk:path': 'data/replies/Resource' } } },
    Outputs: { ExportsOutputX: { Value: { Ref: 'Topic' }, Export: { Name: 'data:topic' } } },
  };
  const main = {
    Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' } },
    Conditions: { Never: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'mars'] } },
    Resources: {
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: { 'Fn::If': ['Never', 'no', 'yes'] }, Tags: [{ Ref: 'AWS::NoValue' }] },
      },
      Gone: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
    },
    Outputs: {
      Imported: { Value: { 'Fn::ImportValue': 'data:topic' } },
      Part: {
        Value: {
          'Fn::Select': [1, { 'Fn::Split': ['-', { 'Fn::Sub': ['${a}-${Queue.Arn}', { a: 'x' }] }] }],
        },
      },
      Joined: {
        Value: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':', { Ref: 'AWS::AccountId' }]] },
      },
    },
  };
  const template = readTemplate(assembly({ data, main }), 'http://127.0.0.1:1');
  expect(template.outputs).toEqual({
    Imported: 'arn:aws:sns:us-east-1:000000000000:data-Topic',
    Part: 'arn:aws:sqs:us',
    Joined: 'arn:aws:000000000000',
  });
  expect(template.of('AWS::SNS::Topic')[0]?.shortName).toBe('replies');
  expect(template.of('AWS::SQS::Queue').map(({ ref, properties }) => [ref, properties.Tags])).toEqual([
    ['http://127.0.0.1:1/000000000000/yes', []],
  ]);
});

it('says which intrinsic function, attribute or export it does not know', () => {
  const reading = (value: object) => () =>
    readTemplate(
      assembly({ main: { Resources: { Q: { Type: 'AWS::SQS::Queue' } }, Outputs: { X: { Value: value } } } }),
      '',
    );
  expect(reading({ 'Fn::Cidr': [] })).toThrow('Fn::Cidr');
  expect(reading({ 'Fn::GetAtt': ['Q', 'Colour'] })).toThrow('Q.Colour');
  expect(reading({ 'Fn::ImportValue': 'nothing' })).toThrow('no earlier stack exports nothing');
});

it.each([
  [{ a: ['x', null] }, { a: 'x' }, true],
  [{ a: ['x'] }, { a: ['y', 'x'] }, true],
  [{ a: [{ exists: false }] }, {}, true],
  [{ a: [{ exists: true }] }, { a: null }, true],
  [{ a: { b: [{ prefix: 'x.' }] } }, { a: { b: 'x.y' } }, true],
  [{ a: { b: [{ prefix: 'x.' }] } }, {}, false],
  [{ a: [{ suffix: 'y' }] }, { a: 'xy' }, true],
  [{ a: [{ 'anything-but': ['x'] }] }, { a: 'x' }, false],
  [{ a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'y' }, true],
  [{ a: [{ 'anything-but': ['x'] }] }, {}, false],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: '5' }, false],
  [{ a: ['5'] }, { a: 5 }, false],
])('matches %j against %j: %s', (pattern, event, expected) => {
  expect(compilePattern(pattern)(event)).toBe(expected);
});

it.each([
  ['P1M', '2027-02-28T00:00:00.000Z'],
  ['P7Y', '2034-01-31T00:00:00.000Z'],
  ['P1DT2H', '2027-02-01T02:00:00.000Z'],
  ['PT10M', '2027-01-31T00:10:00.000Z'],
  ['PT0.5S', '2027-01-31T00:00:00.500Z'],
])('adds %s by the calendar', (duration, expected) => {
  expect(new Date(addDuration(Date.parse('2027-01-31T00:00:00Z'), duration)).toISOString()).toBe(expected);
});
