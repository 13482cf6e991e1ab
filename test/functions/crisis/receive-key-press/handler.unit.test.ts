import type { Context } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { InboundReply } from '../../../../functions/crisis/messages.ts';
import { makeHandler } from '../../../../functions/crisis/receive-key-press/handler.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';

const pressed = (key: string, Attributes: object = { line: 'line-ada', code: '4821' }) => ({
  Name: 'ContactFlowEvent',
  Details: {
    ContactData: {
      Attributes,
      ContactId: 'contact-1',
      CustomerEndpoint: { Address: '+12025550111', Type: 'TELEPHONE_NUMBER' },
    },
    Parameters: { key },
  },
});

const receive = async (event: unknown) => {
  const sent: InboundReply[] = [];
  const log = recordedLog();
  const handler = makeHandler({
    replies: {
      send: (reply) => {
        sent.push(reply);
        return Promise.resolve();
      },
    },
    log,
  });
  const answer = await Promise.resolve(handler(event, {} as Context)).catch((error: unknown) => error);
  return { sent, log, answer };
};

test.each([
  ['1', 'take'],
  ['2', 'pass'],
])('"%s" is the reply "%s" with the code of the incident, without the number', async (key, verb) => {
  const { sent, log, answer } = await receive(pressed(key));
  expect(sent).toEqual([
    { line: 'line-ada', inboundMessageId: `call-contact-1-${key}`, reply: { verb, code: '4821' } },
  ]);
  expect(answer).toEqual({ received: 'yes' });
  expect(JSON.stringify([sent, log.lines])).not.toContain('2025550111');
});

test.each([
  ['another key', pressed('3')],
  ['a call of another flow', pressed('1', {})],
  ['something else', { Name: 'Other' }],
])('%s is an error, so that the call says that nothing was recorded', async (_, event) => {
  const { sent, log, answer } = await receive(event);
  expect(sent).toEqual([]);
  expect(answer).toBeInstanceOf(Error);
  expect(JSON.stringify(log.lines)).not.toContain('2025550111');
});
