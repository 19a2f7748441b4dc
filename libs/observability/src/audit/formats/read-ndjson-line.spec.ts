import { assert, property } from 'fast-check';
import { anyEntry, cancelledOrder } from '../../../../../test/support/audit/audit-entries.js';
import { sealedAt, specWriter } from '../../../../../test/support/audit/stored-event.js';
import type { AuditEntry } from '../audit-entry.js';
import type { AuditEvent } from '../audit-event.js';
import { eventBody } from '../evidence/event-body.js';
import { eventMac } from '../evidence/event-mac.js';
import { UnknownMacKeyError } from '../evidence/mac-key.error.js';
import { MacKeyRing } from '../evidence/mac-key-ring.js';
import { merkleRoot } from '../evidence/merkle-tree.js';
import { leafHash } from '../evidence/leaf-hash.js';
import { ndjsonLine } from './ndjson.js';
import { DamagedExportError, readNdjsonLine } from './read-ndjson-line.js';

const ring = new MacKeyRing({ id: 'mac-1', secret: Buffer.alloc(32, 5).toString('base64') });
const line = ndjsonLine({ event: authentic(cancelledOrder), ...sealedAt });

describe('A line of an NDJSON export', () => {
  it('is read back with its place in the log', () => {
    const { leafHash: leaf, ...rest } = readNdjsonLine(line, ring);

    expect(rest).toEqual({
      entry: cancelledOrder,
      ...specWriter,
      keyId: 'mac-1',
      position: 12,
      recordedAt: '2026-08-17T20:53:20.200000Z',
    });
    expect(leaf).toEqual(leafHash(authentic(cancelledOrder).body, authentic(cancelledOrder).mac));
  });

  it('gives the leaf that was sealed, whatever the entry says', () => {
    assert(
      property(anyEntry(), entry => {
        const event = authentic(entry);

        expect(readNdjsonLine(ndjsonLine({ event }), ring).leafHash).toEqual(leafHash(event.body, event.mac));
      }),
    );
  });

  it('lets the tree be built again from a whole export', () => {
    const events = [
      cancelledOrder,
      { ...cancelledOrder, id: 'second' },
      { ...cancelledOrder, id: 'third' },
    ].map(authentic);
    const sealed = merkleRoot(events.map(({ body, mac }) => leafHash(body, mac)));
    const lines = events.map((event, position) => ndjsonLine({ event, position }));

    expect(merkleRoot(lines.map(text => readNdjsonLine(text).leafHash))).toEqual(sealed);
    expect(merkleRoot(lines.toReversed().map(text => readNdjsonLine(text).leafHash))).not.toEqual(sealed);
  });

  it.each([
    ['', 'the line is no JSON.'],
    ['[]', 'The text is no JSON object.'],
    [line.replace('cancelled', 'delivered'), 'the hash is not that of the event.'],
    [line.replace('"mac":"', '"mac":"A'), 'mac is not the base64 text of 32 bytes.'],
    [line.replace('"position":12', '"position":-1'), 'position is not a whole number.'],
    [line.replace('"event"', '"damagedBody"'), 'event is no JSON object.'],
  ])('is refused as %#', (text, problem) => {
    expect(() => readNdjsonLine(text)).toThrow(DamagedExportError);
    expect(() => readNdjsonLine(text)).toThrow(problem);
  });

  it('that was forged with its hash is refused by whoever has the MAC key', () => {
    const body = eventBody({ entry: { ...cancelledOrder, outcome: 'failure' }, ...specWriter });
    const forged = ndjsonLine({ event: { ...authentic(cancelledOrder), body } });

    expect(readNdjsonLine(forged).entry.outcome).toBe('failure');
    expect(() => readNdjsonLine(forged, ring)).toThrow('the MAC was not made with the key "mac-1".');
    expect(() => readNdjsonLine(line.replace('"keyId":"mac-1"', '"keyId":"mac-2"'), ring)).toThrow(
      UnknownMacKeyError,
    );
  });
});

function authentic(entry: AuditEntry): AuditEvent {
  const body = eventBody({ entry, ...specWriter });
  return { entry, ...specWriter, body, mac: eventMac(body, ring.current.key), keyId: ring.current.id };
}
