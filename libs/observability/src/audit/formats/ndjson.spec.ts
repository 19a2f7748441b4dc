import { assert, property } from 'fast-check';
import { anyEntry, cancelledOrder } from '../../../../../test/support/audit/audit-entries.js';
import {
  sealedAt,
  specMac,
  specWriter,
  storedEvent,
} from '../../../../../test/support/audit/stored-event.js';
import { canonicalJson } from '../evidence/canonical-json.js';
import { eventBody } from '../evidence/event-body.js';
import { leafHash } from '../evidence/leaf-hash.js';
import { ndjsonLine } from './ndjson.js';

const body = eventBody({ entry: cancelledOrder, ...specWriter });
const event = storedEvent(cancelledOrder, body);
const hash = Buffer.from(leafHash(body, event.mac)).toString('hex');

describe('A line of NDJSON', () => {
  it('is the body with its evidence', () => {
    expect(ndjsonLine({ event, ...sealedAt })).toBe(
      `{"event":${body},"hash":"${hash}","keyId":"mac-1","mac":"${specMac}","position":12,` +
        '"recordedAt":"2026-08-17T20:53:20.200000Z"}\n',
    );
  });

  it('is one line from which the sealed bytes can be made again, whatever the entry says', () => {
    assert(
      property(anyEntry(), entry => {
        const written = eventBody({ entry, ...specWriter });
        const line = ndjsonLine({ event: storedEvent(entry, written), ...sealedAt });
        const read = JSON.parse(line) as { event: unknown; hash: string; mac: string };

        expect(line.split('\n')).toHaveLength(2);
        expect(canonicalJson(read.event)).toBe(written);
        expect(
          Buffer.from(leafHash(canonicalJson(read.event), Buffer.from(read.mac, 'base64'))).toString('hex'),
        ).toBe(read.hash);
      }),
    );
  });

  it('leaves out what is not known yet', () => {
    expect(JSON.parse(ndjsonLine({ event }))).not.toHaveProperty('position');
  });

  it.each(['{"a":1}\n{"forged":true}', '{"a": 1}', 'x', ''])('holds a damaged body as text: %j', damaged => {
    const line = ndjsonLine({ event: storedEvent(cancelledOrder, damaged) });

    expect(line.split('\n')).toHaveLength(2);
    expect(JSON.parse(line)).toMatchObject({ damagedBody: damaged });
    expect(JSON.parse(line)).not.toHaveProperty('event');
  });
});
