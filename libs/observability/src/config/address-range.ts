import { isIPv4, isIPv6 } from 'node:net';

/** Whether a value is an address, or a range of addresses in CIDR notation. */
export function isAddressRange(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [address = '', length, ...rest] = value.split('/');
  if (rest.length > 0 || !(isIPv4(address) || isIPv6(address))) return false;
  if (length === undefined) return true;
  return /^\d{1,3}$/.test(length) && Number(length) <= (isIPv4(address) ? 32 : 128);
}
