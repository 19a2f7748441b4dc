import { assert, property } from 'fast-check';
import { anyEntry, cancelledOrder } from '../../../../../test/support/audit/audit-entries.js';
import { isCanonicalJson } from './canonical-json.js';
import { eventBody } from './event-body.js';
import { InvalidEventBodyError, parseEventBody } from './parse-event-body.js';

const writer = { stream: 'main', writerId: '5a0c1d0e-1111-4222-8333-444455556666', writerSeq: 7 };

describe('The body of an event', () => {
  it('is one line of canonical JSON that a person can read', () => {
    expect(eventBody({ entry: cancelledOrder, ...writer })).toBe(
      '{"action":"order.cancel","actor":{"actingFor":"customer-12","id":"agent-7","type":"user"},"atomicity":"tx",' +
        '"capture":"locked","changes":[{"after":"cancelled","before":"placed","path":"/status"},' +
        '{"after":"2026-08-17T20:53:20.123Z","path":"/cancelledAt"},{"before":3,"path":"/shipping/slot"}],"crud":"u",' +
        '"details":{"refunded":true},"id":"0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01","occurredAt":1787000000123456,' +
        '"operationId":"0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b00","outcome":"success",' +
        '"parentOperationId":"0198c5a0-7c1d-7aaa-8000-000000000001","part":1,"phase":"result",' +
        '"reason":"customer changed her mind","requestId":"req-1","source":{"address":"203.0.113.9",' +
        '"route":"POST /orders/:id/cancel","userAgent":"curl/8.5.0"},"spanId":"00f067aa0ba902b7","stream":"main",' +
        '"targets":[{"id":"4711","type":"Order"},{"id":"p-9","type":"Payment"}],"tenant":"acme",' +
        '"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","v":1,"writerId":"5a0c1d0e-1111-4222-8333-444455556666",' +
        '"writerSeq":7}',
    );
  });

  it('is canonical and reads back as what was written, whatever the texts are', () => {
    assert(
      property(anyEntry(), entry => {
        const body = eventBody({ entry, ...writer });

        expect(isCanonicalJson(body)).toBe(true);
        // JSON knows no -0.
        expect(parseEventBody(body)).toEqual(withoutNegativeZero({ entry, ...writer }));
      }),
    );
  });

  it('changes with every member of the entry', () => {
    const whole = eventBody({ entry: cancelledOrder, ...writer });
    for (const member of Object.keys(cancelledOrder)) {
      expect(eventBody({ entry: { ...cancelledOrder, [member]: undefined }, ...writer })).not.toBe(whole);
    }
    for (const other of [{ stream: 'eu' }, { writerId: 'x' }, { writerSeq: 8 }]) {
      expect(eventBody({ entry: cancelledOrder, ...writer, ...other })).not.toBe(whole);
    }
  });

  it.each([
    ['', 'The text is no JSON.'],
    ['[]', 'The text is no JSON object.'],
    [changed({ v: 2 }), 'The version of the layout is 2, not 1.'],
    [changed({ writerSeq: '7' }), 'writerSeq is not a whole number.'],
    [changed({ part: -1 }), 'part is not a whole number.'],
    [changed({ id: undefined }), 'id is not text.'],
    [changed({ tenant: 4 }), 'tenant is not text.'],
    [changed({ outcome: 'great' }), 'outcome is not one of success, failure, denied, rolled_back, unknown.'],
    [changed({ crud: 'z' }), 'crud is not one of c, r, u, d, x.'],
    [changed({ actor: null }), 'actor is no JSON object.'],
    [changed({ actor: { type: 'user', id: 7 } }), 'actor.id is not text.'],
    [changed({ targets: [{ type: 'Order', id: '1' }, 'x'] }), 'targets[1] is no JSON object.'],
    [changed({ changes: [{ before: 1 }] }), 'changes[0].path is not text.'],
    [changed({ pii: { subject: 's', paths: [1] } }), 'pii.paths is not a list of texts.'],
  ])('is refused as %s', (body, problem) => {
    expect(() => parseEventBody(body)).toThrow(InvalidEventBodyError);
    expect(() => parseEventBody(body)).toThrow(problem);
  });
});

function changed(members: Record<string, unknown>): string {
  const body = JSON.parse(eventBody({ entry: cancelledOrder, ...writer })) as object;
  return JSON.stringify({ ...body, ...members });
}

function withoutNegativeZero<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
