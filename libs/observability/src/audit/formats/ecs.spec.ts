import { cancelledOrder, deniedRefund } from '../../../../../test/support/audit/audit-entries.js';
import { sealedAt, specMac, storedEvent } from '../../../../../test/support/audit/stored-event.js';
import type { AuditEntry } from '../audit-entry.js';
import { leafHash } from '../evidence/leaf-hash.js';
import { toEcs } from './ecs.js';

const event = storedEvent(cancelledOrder, '{"body":1}');

describe('An ECS document', () => {
  it('has every field of the schema that an event can fill', () => {
    expect(toEcs({ event, ...sealedAt })).toEqual({
      '@timestamp': '2026-08-17T20:53:20.123456Z',
      ecs: { version: '9.0.0' },
      message: 'agent-7 order.cancel Order/4711: success',
      event: {
        id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01',
        kind: 'event',
        category: ['api'],
        type: ['change'],
        module: 'nestjs-observability',
        dataset: 'nestjs-observability.audit',
        action: 'order.cancel',
        outcome: 'success',
        ingested: '2026-08-17T20:53:20.200000Z',
        sequence: 12,
        hash: Buffer.from(leafHash('{"body":1}', event.mac)).toString('hex'),
        original: '{"body":1}',
      },
      user: { id: 'agent-7', effective: { id: 'customer-12' } },
      organization: { id: 'acme' },
      source: { address: '203.0.113.9', ip: '203.0.113.9' },
      user_agent: { original: 'curl/8.5.0' },
      http: { request: { id: 'req-1', method: 'POST' } },
      trace: { id: '4bf92f3577b34da6a3ce929d0e0e4736' },
      span: { id: '00f067aa0ba902b7' },
      related: { user: ['agent-7', 'customer-12'], ip: ['203.0.113.9'] },
      labels: {
        audit_stream: 'main',
        audit_origin: 'orders/audit/main',
        audit_checkpoint_size: '2000',
        audit_checkpoint_root: sealedAt.checkpoint.root.toString('base64'),
        audit_outcome: 'success',
        audit_phase: 'result',
        audit_part: '1',
        audit_atomicity: 'tx',
        audit_capture: 'locked',
        audit_operation_id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b00',
        audit_parent_operation_id: '0198c5a0-7c1d-7aaa-8000-000000000001',
        audit_actor_type: 'user',
        audit_route: 'POST /orders/:id/cancel',
        audit_writer: '5a0c1d0e-1111-4222-8333-444455556666#7',
        audit_key_id: 'mac-1',
        audit_mac: specMac,
      },
      audit: {
        targets: [
          { type: 'Order', id: '4711' },
          { type: 'Payment', id: 'p-9' },
        ],
        changes: [
          { path: '/status', before: 'placed', after: 'cancelled' },
          { path: '/cancelledAt', after: '2026-08-17T20:53:20.123Z' },
          { path: '/shipping/slot', before: '3' },
        ],
        reason: 'customer changed her mind',
        details: '{"refunded":true}',
      },
    });
  });

  it.each<[Partial<AuditEntry>, string, readonly string[]]>([
    [{ outcome: 'success', crud: 'c' }, 'success', ['creation']],
    [{ outcome: 'success', crud: 'r' }, 'success', ['access']],
    [{ outcome: 'failure', crud: 'd' }, 'failure', ['deletion']],
    [{ outcome: 'denied', crud: 'x' }, 'failure', ['info', 'denied']],
    [{ outcome: 'rolled_back', crud: 'u' }, 'failure', ['change']],
    [{ outcome: 'unknown', crud: 'u' }, 'unknown', ['change']],
  ])('says %j as outcome %s and type %j', (change, outcome, type) => {
    const document = toEcs({ event: storedEvent({ ...cancelledOrder, ...change }, '{}') });

    expect(document['event']).toMatchObject({ outcome, type });
  });

  it('names the reason and the error of a denied attempt', () => {
    const document = toEcs({ event: storedEvent(deniedRefund, '{}') });

    expect(document).toMatchObject({
      message: 'agent-7 order.refund Order/4711: denied',
      event: { reason: 'ForbiddenException', outcome: 'failure' },
      error: { type: 'ForbiddenException', code: '403' },
    });
    expect(document).not.toHaveProperty('organization');
    expect(document).not.toHaveProperty('trace');
  });

  it('names a user who is the target', () => {
    const targets = [{ type: 'User', id: 'u-1' }];

    expect(toEcs({ event: storedEvent({ ...deniedRefund, targets }, '{}') })).toMatchObject({
      user: { id: 'agent-7', target: { id: 'u-1' } },
      related: { user: ['agent-7', 'u-1'] },
    });
  });

  it('keeps an address that is none out of the field that takes only addresses', () => {
    const source = { address: 'unix:/run/app.sock' };

    expect(toEcs({ event: storedEvent({ ...deniedRefund, source }, '{}') })['source']).toEqual(source);
  });
});
