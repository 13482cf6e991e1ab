import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { verifyQuestion, verifySender } from '../../../../functions/platform/http/verify-sender.ts';

const text = Buffer.from('the secret of the clinic').toString('base64');
const secret = `whsec_${text}`;
const key = Buffer.from(text, 'base64');
const body = '{"name":"a, b: c","id":1}';
const id = 'msg-1';
const timestamp = String(Date.parse('2027-03-01T10:00:00Z') / 1000);

const hmac = (signed: string, by: Buffer | string = key) =>
  createHmac('sha256', by).update(`${id}.${timestamp}.${signed}`).digest();
const v1 = (signed: string, by?: Buffer | string): string => `v1,${hmac(signed, by).toString('base64')}`;
const secretsOf = () => Promise.resolve([`whsec_${Buffer.from('rotated away').toString('base64')}`, secret]);
const headers = (signature: string, more: Record<string, string> = {}) => ({
  'vigil-tenant': 'clinic',
  'webhook-id': id,
  'webhook-timestamp': timestamp,
  'webhook-signature': signature,
  ...more,
});
const refusalOf = async (signature: string, more?: Record<string, string>, sent = body) => {
  const verified = await verifySender(sent, headers(signature, more), secretsOf);
  return verified.outcome === 'refused' ? verified.problem : undefined;
};

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2027-03-01T10:00:00Z'), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a signature that does not verify', () => {
  test.each([
    ['the whole secret as the key', v1(body, secret), /base64-decoded bytes/],
    ['the secret’s text as the key', v1(body, text), /base64-decoded bytes/],
    ['hexadecimal', hmac(body).toString('hex'), /right but hexadecimal/],
    ['hexadecimal behind "v1,"', `v1,${hmac(body).toString('hex')}`, /right but hexadecimal/],
    ['hexadecimal of something else', hmac('other').toString('hex'), /"v1," is missing/],
    ['no "v1,"', hmac(body).toString('base64'), /must start with "v1,"/],
    ['a body written with spaces', v1('{"name": "a, b: c", "id": 1}'), /exact bytes that you send/],
    ['another body', v1('{}'), /body changed after it was signed, or another secret/],
    ['another secret', v1(body, 'a stranger'), /body changed after it was signed, or another secret/],
  ])('is explained: %s', async (_, signature, sentence) => {
    const problem = await refusalOf(signature);
    expect(problem).toMatchObject({ status: 401, code: 'signature-invalid' });
    expect(problem?.title).toMatch(sentence);
    for (const secretText of [text, hmac(body).toString('base64'), hmac(body).toString('hex')])
      expect(problem?.title).not.toContain(secretText);
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('is explained: no %s', async (name) => {
    expect(await refusalOf(v1(body), { [name]: '' })).toMatchObject({ title: `Missing header: ${name}.` });
  });

  test('is explained: a timestamp that is no number', async () => {
    const problem = await refusalOf(v1(body), { 'webhook-timestamp': 'Monday' });
    expect(problem?.title).toBe('webhook-timestamp must be whole seconds since 1970.');
  });

  test('of a body that cannot be written otherwise is refused all the same', async () => {
    for (const sent of ['{"not":', '['.repeat(50_000) + ']'.repeat(50_000)])
      expect(await refusalOf(v1('other'), {}, sent)).toMatchObject({ code: 'signature-invalid' });
  });

  test('is accepted under each secret while one replaces the other', async () => {
    expect(await refusalOf(v1(body))).toBeUndefined();
  });
});

describe('a question that is not signed right', () => {
  const ask = async (signature: string): Promise<string | undefined> => {
    const request = { rawPath: '/v1/on-call/load', rawQueryString: 'a=1', headers: headers(signature) };
    const verified = await verifyQuestion(request, secretsOf);
    return verified.outcome === 'refused' ? verified.problem.title : undefined;
  };
  const target = '/v1/on-call/load?a=1';

  test.each([
    ['JSON with spaces', `{"method": "GET", "target": "${target}"}`, /without spaces/],
    ['an empty body', '', /not an empty body/],
    ['the target', target, /not the target alone/],
    ['another query', '{"method":"GET","target":"/v1/on-call/load"}', /For a GET, sign|for a GET, sign/],
  ])('is explained: %s', async (_, signed, sentence) => {
    const title = await ask(v1(signed));
    expect(title).toMatch(sentence);
    expect(title).not.toMatch(/body changed|bytes/);
  });

  test('is taken once it is', async () => {
    expect(await ask(v1(JSON.stringify({ method: 'GET', target })))).toBeUndefined();
  });
});

describe('a webhook-id', () => {
  test.each([
    ['of 3,000 characters', 'x'.repeat(3_000)],
    ['with other than ASCII', 'é'],
  ])('%s is refused before anything is looked up', async (_, long) => {
    const lookUp = vi.fn(secretsOf);
    const verified = await verifySender(body, headers(v1(body), { 'webhook-id': long }), lookUp);
    expect(verified).toMatchObject({ problem: { status: 400, code: 'webhook-id-invalid' } });
    expect(lookUp).not.toHaveBeenCalled();
  });
});
