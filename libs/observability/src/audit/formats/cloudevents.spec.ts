import { cancelledOrder, deniedRefund } from '../../../../../test/support/audit/audit-entries.js';
import { sealedAt, specMac, storedEvent } from '../../../../../test/support/audit/stored-event.js';
import { leafHash } from '../evidence/leaf-hash.js';
import { toCloudEvent } from './cloudevents.js';

const event = storedEvent(cancelledOrder, '{}');

describe('A CloudEvent', () => {
  it('has the attributes that say who, what and when, and all else as data', () => {
    expect(toCloudEvent({ event, ...sealedAt })).toEqual({
      specversion: '1.0',
      id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01',
      source: 'orders/audit/main',
      type: 'order.cancel',
      time: '2026-08-17T20:53:20.123456Z',
      subject: 'Order/4711',
      datacontenttype: 'application/json',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      sequence: '0000000000000012',
      tenantid: 'acme',
      requestid: 'req-1',
      data: {
        operationId: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b00',
        parentOperationId: '0198c5a0-7c1d-7aaa-8000-000000000001',
        part: 1,
        phase: 'result',
        crud: 'u',
        outcome: 'success',
        atomicity: 'tx',
        capture: 'locked',
        actor: { type: 'user', id: 'agent-7', actingFor: 'customer-12' },
        targets: [
          { type: 'Order', id: '4711' },
          { type: 'Payment', id: 'p-9' },
        ],
        changes: [
          { path: '/status', before: 'placed', after: 'cancelled' },
          { path: '/cancelledAt', after: '2026-08-17T20:53:20.123Z' },
          { path: '/shipping/slot', before: 3 },
        ],
        reason: 'customer changed her mind',
        source: { address: '203.0.113.9', userAgent: 'curl/8.5.0', route: 'POST /orders/:id/cancel' },
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        spanId: '00f067aa0ba902b7',
        details: { refunded: true },
        recordedAt: '2026-08-17T20:53:20.200000Z',
        stream: 'main',
        writerId: '5a0c1d0e-1111-4222-8333-444455556666',
        writerSeq: 7,
        keyId: 'mac-1',
        mac: specMac,
        hash: Buffer.from(leafHash('{}', event.mac)).toString('hex'),
      },
    });
  });

  it('leaves out the attributes that nothing is known for', () => {
    const { data: _data, ...attributes } = toCloudEvent({
      event: storedEvent({ ...deniedRefund, targets: [] }, '{}'),
    });

    expect(attributes).toEqual({
      specversion: '1.0',
      id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b02',
      source: '/audit/main',
      type: 'order.refund',
      time: '2026-08-17T20:53:21.000000Z',
      datacontenttype: 'application/json',
    });
  });

  it('has only characters in its attributes that the specification allows', () => {
    const hostile = {
      ...deniedRefund,
      targets: [{ type: 'Or\u0000der', id: '1\ud800\ufdd0' }],
      tenant: 'a\u007fb',
    };
    const { subject, tenantid, source } = toCloudEvent({
      event: storedEvent(hostile, '{}'),
      origin: 'my shop/ü',
    });

    expect([subject, tenantid, source]).toEqual(['Order/1', 'ab', 'my%20shop/%C3%BC']);
  });
});
