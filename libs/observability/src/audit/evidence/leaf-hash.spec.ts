import { createHash } from 'node:crypto';
import { referenceLeaves } from '../../../../../test/support/audit/merkle-reference.js';
import { leafHash } from './leaf-hash.js';
import { nodeHash } from './node-hash.js';

const mac = new Uint8Array(32).fill(7);

describe('Hashes of the Merkle tree', () => {
  it('take a zero byte, the UTF-8 body and the MAC for a leaf', () => {
    const expected = createHash('sha256').update('\0{"a":"é😀"}').update(mac).digest('hex');

    expect(Buffer.from(leafHash('{"a":"é😀"}', mac)).toString('hex')).toBe(expected);
  });

  it('are those of the reference inputs', () => {
    expect(Buffer.from(leafHash('', Buffer.from('2021', 'hex')))).toEqual(Buffer.from(referenceLeaves[3]!));
    // Known answer of Certificate Transparency implementations.
    expect(Buffer.from(leafHash('L123456', new Uint8Array())).toString('hex')).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    );
  });

  it('never take a leaf for a node: the first byte differs', () => {
    const [left, right] = [new Uint8Array(32).fill(0x41), mac];

    expect(leafHash('A'.repeat(32), right)).not.toEqual(nodeHash(left, right));
  });
});
