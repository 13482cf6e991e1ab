import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** The host of a URL as an address or a name: `URL` puts an IPv6 address into brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

const longest = 500;

/** Why facts cannot be sent to this URL, as a sentence; nothing where they can. What its name leads to is checked again at each attempt. */
export const endpointUrlFault = (text: string): string | undefined => {
  const url = text.length <= longest ? URL.parse(text) : null;
  if (url === null) return `must be a URL of at most ${longest} characters`;
  if (url.protocol !== 'https:') return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password';
  if (url.hash !== '') return 'must not have a fragment';
  if (url.port !== '' && url.port !== '8443') return 'must use port 443 or 8443';
  const host = hostOf(url);
  if (isIP(host) !== 0) return isPublicAddress(host) ? undefined : 'must not lead to a private address';
  return host.includes('.') && !/\.(local|internal|localhost)$/i.test(host)
    ? undefined
    : 'must have a public host name';
};
