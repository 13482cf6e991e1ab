import { BlockList, isIP } from 'node:net';

/**
 * What is not globally reachable: IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast and reserved space.
 * 169.254.169.254 among it gives credentials on many platforms.
 */
const notGlobal4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * Within 2000::/3, which alone is global unicast (RFC 4291): IETF assignments with Teredo, documentation, and 6to4, which
 * carries any IPv4 address. Outside of it are loopback, link-local, unique local, IPv4-mapped and NAT64 addresses.
 */
const notGlobal6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [net, prefix] of notGlobal4) refused.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of notGlobal6) refused.addSubnet(net, prefix, 'ipv6');
const unicast6 = new BlockList();
unicast6.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is globally reachable: no private network, no metadata service, in no disguise. */
export const isPublicAddress = (address: string): boolean => {
  switch (isIP(address)) {
    case 4:
      return !refused.check(address, 'ipv4');
    case 6:
      // A zone (`%eth0`) belongs to link-local addresses only.
      return !address.includes('%') && unicast6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
    default:
      return false;
  }
};
