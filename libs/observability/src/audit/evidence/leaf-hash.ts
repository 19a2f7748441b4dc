import { hash } from 'node:crypto';

/**
 * Leaf hash of an event in the Merkle tree (RFC 6962): SHA-256 of a zero byte, the body in UTF-8 and the 32 bytes of its
 * MAC. 32 bytes.
 */
export function leafHash(body: string, mac: Uint8Array): Uint8Array {
  const length = Buffer.byteLength(body);
  const data = Buffer.allocUnsafe(1 + length + mac.length);
  data[0] = 0;
  data.write(body, 1);
  data.set(mac, 1 + length);
  // The one-shot function costs a third less than createHash for inputs of this size.
  return hash('sha256', data, 'buffer');
}
