import { cancelledOrder, deniedRefund } from '../../../../../test/support/audit/audit-entries.js';
import { sealedAt, specMac, storedEvent } from '../../../../../test/support/audit/stored-event.js';
import type { AuditEntry } from '../audit-entry.js';
import { leafHash } from '../evidence/leaf-hash.js';
import { toOcsf } from './ocsf.js';

const changed = storedEvent(cancelledOrder, '{"body":1}');
const denied = storedEvent(deniedRefund, '{"body":2}');

describe('An OCSF event', () => {
  it('is of class 3004 Entity Management when a target was changed', () => {
    expect(toOcsf({ event: changed, ...sealedAt })).toEqual({
      class_uid: 3004,
      class_name: 'Entity Management',
      category_uid: 3,
      category_name: 'Identity & Access Management',
      activity_id: 3,
      activity_name: 'Update',
      type_uid: 300_403,
      type_name: 'Entity Management: Update',
      severity_id: 1,
      severity: 'Informational',
      time: 1_787_000_000_123,
      status_id: 1,
      status: 'Success',
      metadata: {
        version: '1.9.0-dev',
        product: { name: 'nestjs-observability', vendor_name: 'nestjs-observability' },
        profiles: ['record_integrity'],
        uid: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01',
        event_code: 'order.cancel',
        log_name: 'main',
        logged_time: 1_787_000_000_200,
        tenant_uid: 'acme',
        correlation_uid: 'req-1',
        sequence: 12,
      },
      actor: { user: { uid: 'agent-7', type_id: 1, type: 'User' }, invoked_by: 'customer-12' },
      src_endpoint: { ip: '203.0.113.9' },
      http_request: { http_method: 'POST', user_agent: 'curl/8.5.0' },
      comment: 'customer changed her mind',
      entity: { uid: '4711', type: 'Order', type_id: 99, data: { '/status': 'placed', '/shipping/slot': 3 } },
      updated_entity: {
        uid: '4711',
        type: 'Order',
        type_id: 99,
        data: { '/status': 'cancelled', '/cancelledAt': '2026-08-17T20:53:20.123Z' },
      },
      raw_data: '{"body":1}',
      attestation_list: [
        {
          uid: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01',
          authority_uid: 'orders/audit/main',
          chain_uid: 'orders/audit/main',
          fingerprint: {
            algorithm_id: 3,
            algorithm: 'SHA-256',
            encoding_id: 1,
            encoding: 'Hex',
            serialization_id: 99,
            serialization: 'RFC 6962 leaf: 0x00, raw_data (RFC 8785), MAC',
            value: Buffer.from(leafHash('{"body":1}', changed.mac)).toString('hex'),
          },
          signatures: [
            {
              algorithm_id: 99,
              algorithm: 'Ed25519',
              serialization_id: 99,
              serialization: 'C2SP tlog-checkpoint',
              digest: {
                algorithm_id: 3,
                algorithm: 'SHA-256',
                encoding_id: 1,
                encoding: 'Hex',
                serialization_id: 99,
                serialization: 'RFC 6962 tree of 2000 leaves',
                value: 'cd'.repeat(32),
              },
            },
          ],
        },
      ],
      unmapped: {
        outcome: 'success',
        phase: 'result',
        part: 1,
        atomicity: 'tx',
        capture: 'locked',
        operation_id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b00',
        parent_operation_id: '0198c5a0-7c1d-7aaa-8000-000000000001',
        occurred_at_microseconds: 1_787_000_000_123_456,
        route: 'POST /orders/:id/cancel',
        trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
        span_id: '00f067aa0ba902b7',
        further_targets: [{ type: 'Payment', id: 'p-9' }],
        details: { refunded: true },
        writer_id: '5a0c1d0e-1111-4222-8333-444455556666',
        writer_seq: 7,
        key_id: 'mac-1',
        mac: specMac,
        origin: 'orders/audit/main',
        checkpoint: { size: 2000, root: sealedAt.checkpoint.root.toString('base64') },
      },
    });
  });

  it('is of class 6003 API Activity otherwise, and says what was denied', () => {
    const { unmapped: _unmapped, attestation_list: _attestations, ...event } = toOcsf({ event: denied });

    expect(event).toEqual({
      class_uid: 6003,
      class_name: 'API Activity',
      category_uid: 6,
      category_name: 'Application Activity',
      activity_id: 99,
      activity_name: 'order.refund',
      type_uid: 600_399,
      type_name: 'API Activity: order.refund',
      severity_id: 1,
      severity: 'Informational',
      time: 1_787_000_001_000,
      status_id: 2,
      status: 'Failure',
      status_code: 'ForbiddenException',
      status_detail: 'ForbiddenException 403',
      action_id: 2,
      action: 'Denied',
      disposition_id: 2,
      disposition: 'Blocked',
      metadata: {
        version: '1.9.0-dev',
        product: { name: 'nestjs-observability', vendor_name: 'nestjs-observability' },
        profiles: ['security_control', 'record_integrity'],
        uid: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b02',
        event_code: 'order.refund',
        log_name: 'main',
      },
      actor: { user: { uid: 'agent-7', type_id: 1, type: 'User' } },
      src_endpoint: { ip: '203.0.113.9' },
      api: { operation: 'order.refund' },
      resources: [{ uid: '4711', type: 'Order', role_id: 1, role: 'Target' }],
      raw_data: '{"body":2}',
    });
  });

  it.each<[Partial<AuditEntry>, object]>([
    [{ outcome: 'success' }, { status_id: 1, status: 'Success' }],
    [
      { outcome: 'failure', failure: { type: 'Error' } },
      { status_id: 2, status_detail: 'Error' },
    ],
    [{ outcome: 'rolled_back' }, { status_id: 2, status_detail: 'rolled_back' }],
    [{ outcome: 'unknown' }, { status_id: 0, status: 'Unknown' }],
    [{ crud: 'c' }, { activity_id: 1, type_uid: 300_401 }],
    [
      { crud: 'r', changes: [] },
      { activity_id: 2, type_uid: 600_302 },
    ],
    [{ crud: 'd' }, { activity_id: 4, type_uid: 300_404 }],
    [{ changes: [] }, { class_uid: 6003, trace: { uid: '4bf92f3577b34da6a3ce929d0e0e4736' } }],
    [{ actor: { type: 'system' } }, { actor: { user: { name: 'system', type_id: 3, type: 'System' } } }],
    [{ actor: { type: 'service', id: 's' } }, { actor: { user: { uid: 's', type_id: 4, type: 'Service' } } }],
    [{ source: { address: 'unix' } }, { src_endpoint: { name: 'unix' } }],
    [{ source: {}, changes: [] }, { src_endpoint: { name: 'unknown' } }],
  ])('says %j as %j', (change, expected) => {
    expect(toOcsf({ event: storedEvent({ ...cancelledOrder, ...change }, '{}') })).toMatchObject(expected);
  });

  it('of an operation that nobody classified is of unknown activity', () => {
    const { crud: _crud, ...entry } = deniedRefund;

    expect(toOcsf({ event: storedEvent(entry, '{}') })).toMatchObject({ activity_id: 0, type_uid: 600_300 });
  });

  it('uses only what the released version knows when asked for it', () => {
    const event = toOcsf({ event: changed, ...sealedAt }, { version: '1.8.0' });

    expect(event).toMatchObject({ metadata: { version: '1.8.0' }, entity_result: { uid: '4711' } });
    expect(event['metadata']).not.toHaveProperty('profiles');
    for (const name of ['raw_data', 'attestation_list', 'updated_entity'])
      expect(event).not.toHaveProperty(name);
  });
});
