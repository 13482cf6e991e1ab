import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpointUrlFault } from '../../../functions/delivery/endpoint-url.ts';
import { isPublicAddress } from '../../../functions/delivery/public-address.ts';

describe('an address', () => {
  test.each([
    '93.184.215.14',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:2800:21f:cb07::1',
    '2a00:1450::1',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

  test.each([
    ...['0.0.0.0', '10.0.0.7', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...[
      '172.31.255.255',
      '192.0.0.8',
      '192.0.2.1',
      '192.88.99.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.51.100.1',
    ],
    ...['203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:10.0.0.7',
      '::ffff:169.254.169.254',
      '::ffff:a00:7',
      '::10.0.0.7',
      '64:ff9b::a00:7',
    ],
    ...[
      '64:ff9b:1::1',
      '100::1',
      '2001::1',
      '2001:0:4136:e378::1',
      '2001:db8::1',
      '2002:a00:7::1',
      '3fff::1',
    ],
    ...['fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', '2606:4700::1%eth0', 'fec0::1', 'ff02::1'],
    ...['', 'localhost', '0x7f.1', '2130706433', '127.1', '1.1.1.1 '],
  ])('"%s" is not', (address) => expect(isPublicAddress(address)).toBe(false));

  test('that carries an IPv4 address is refused whatever it carries', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
        expect(isPublicAddress(`64:ff9b::${address}`)).toBe(false);
        expect(isPublicAddress(`::${address}`)).toBe(false);
      }),
    );
  });
});

describe('the URL of an endpoint', () => {
  test.each([
    'https://hooks.example.org',
    'https://hooks.example.org:8443/vigil?token=abc',
    'https://93.184.215.14/vigil',
    'https://[2606:2800:21f:cb07::1]/vigil',
  ])('%s is taken', (url) => expect(endpointUrlFault(url)).toBeUndefined());

  test.each([
    ['http://hooks.example.org', 'must begin with https://'],
    ['ftp://hooks.example.org', 'must begin with https://'],
    ['hooks.example.org', 'must be a URL of at most 500 characters'],
    [`https://hooks.example.org/${'x'.repeat(500)}`, 'must be a URL of at most 500 characters'],
    ['https://user:word@hooks.example.org', 'must not contain a user name or password'],
    ['https://hooks.example.org/#here', 'must not have a fragment'],
    ['https://hooks.example.org:22/', 'must use port 443 or 8443'],
    ['https://localhost/', 'must have a public host name'],
    ['https://db.internal/', 'must have a public host name'],
    ['https://printer.local/', 'must have a public host name'],
    ['https://10.0.0.7/', 'must not lead to a private address'],
    ['https://2130706433/', 'must not lead to a private address'],
    ['https://0x7f.1/', 'must not lead to a private address'],
    ['https://169.254.169.254/latest/meta-data', 'must not lead to a private address'],
    ['https://[::1]/', 'must not lead to a private address'],
    ['https://[::ffff:10.0.0.7]/', 'must not lead to a private address'],
  ])('%s is refused: %s', (url, fault) => expect(endpointUrlFault(url)).toBe(fault));
});
