import type { ProviderIds } from '../provider-ids.ts';

/**
 * The rooms that the address of a meeting names, under the ids that their providers' events get. Only the room is read;
 * the address itself, which may hold a password, goes no further.
 */
export const roomsAt = (address: string | undefined, ids: ProviderIds): readonly string[] => {
  const url = address === undefined ? null : URL.parse(address);
  if (url === null) return [];
  const found = hosts.find(({ host }) => host.test(url.hostname));
  const room = found?.room.exec(url.pathname)?.[1];
  return found === undefined || room === undefined ? [] : [ids.of(found.namespace).session(room)];
};

const hosts = [
  {
    namespace: 'zoom',
    host: /(^|\.)zoom(gov)?\.us$/,
    room: /^\/(?:j|s|w|my|wc|wc\/join)\/(\d{9,12})(?:\/|$)/,
  },
  { namespace: 'daily', host: /\.daily\.co$/, room: /^\/([^/]+)$/ },
  { namespace: 'jaas', host: /^8x8\.vc$/, room: /^\/([^/]+\/[^/]+)$/ },
] as const;
