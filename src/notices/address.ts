/**
 * Where a notice may go. An address that somebody typed must not make this machine speak to its own network: every IP address of its name
 * is looked at, and the request goes to one that was looked at, whatever the name says a moment later.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) PRIVATE.addSubnet(net, bits, 'ipv4'); // prettier-ignore
/** Of IPv6 only what is handed out to the world (2000::/3) is public; of that not what stands for something else. */
const WORLD = new BlockList();
WORLD.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) PRIVATE.addSubnet(net, bits, 'ipv6'); // prettier-ignore

export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !PRIVATE.check(address, 'ipv4');
  if (family === 6) return WORLD.check(address, 'ipv6') && !PRIVATE.check(address, 'ipv6');
  return false;
}

export type Target =
  { readonly url: URL; readonly address: string; readonly family: number } | { readonly refused: string };

/** `allowed` — hosts, or host:port, of our own network that the settings name. Never throws. */
export async function targetOf(text: string, allowed: readonly string[]): Promise<Target> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username !== '' || url.password !== '' || !['https:', 'http:'].includes(url.protocol))
    return { refused: 'address-wrong' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const ours =
    allowed.includes(host) || allowed.includes(`${host}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`);
  if (url.protocol !== 'https:' && !ours) return { refused: 'not-https' };
  try {
    const found = await lookup(host, { all: true });
    if (!ours && !found.every(({ address }) => isPublic(address))) return { refused: 'address-private' };
    const [first] = found;
    return first ? { url, address: first.address, family: first.family } : { refused: 'name-unknown' };
  } catch {
    return { refused: 'name-unknown' };
  }
}
