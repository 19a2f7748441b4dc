import { BlockList, isIPv6 } from 'node:net';

/** Says whether an address is in one of the ranges, which are in CIDR notation or single addresses. IPv4 in IPv6 counts as IPv4. */
export function addressRanges(ranges: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', length] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  return address => address !== undefined && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
