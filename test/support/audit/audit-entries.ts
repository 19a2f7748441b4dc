import {
  constantFrom,
  integer,
  jsonValue,
  record,
  string,
  type Arbitrary,
  array,
  dictionary,
} from 'fast-check';
import type { AuditEntry } from 'nestjs-observability/audit';

/** An entry with every member: an order cancelled by a support agent on behalf of a customer. */
export const cancelledOrder: AuditEntry = {
  id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01',
  operationId: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b00',
  parentOperationId: '0198c5a0-7c1d-7aaa-8000-000000000001',
  part: 1,
  phase: 'result',
  occurredAt: 1_787_000_000_123_456,
  action: 'order.cancel',
  crud: 'u',
  outcome: 'success',
  atomicity: 'tx',
  capture: 'locked',
  tenant: 'acme',
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
  requestId: 'req-1',
  details: { refunded: true },
};

/** A refused attempt, with little known. */
export const deniedRefund: AuditEntry = {
  id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b02',
  operationId: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b03',
  part: 1,
  phase: 'result',
  occurredAt: 1_787_000_001_000_000,
  action: 'order.refund',
  crud: 'x',
  outcome: 'denied',
  reasonCode: 'ForbiddenException',
  atomicity: 'independent',
  capture: 'none',
  actor: { type: 'user', id: 'agent-7' },
  targets: [{ type: 'Order', id: '4711' }],
  failure: { type: 'ForbiddenException', code: '403' },
  source: { address: '203.0.113.9' },
};

const anyText = string({ unit: 'binary', maxLength: 12 });
const anyValue = jsonValue({ maxDepth: 2, stringUnit: 'binary' }) as Arbitrary<never>;

/** Any entry: hostile texts, and each optional member there or not. */
export function anyEntry(): Arbitrary<AuditEntry> {
  return record(
    {
      id: anyText,
      operationId: anyText,
      parentOperationId: anyText,
      part: integer({ min: 1, max: 9 }),
      phase: constantFrom('attempt', 'result'),
      occurredAt: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      action: anyText,
      crud: constantFrom('c', 'r', 'u', 'd', 'x'),
      outcome: constantFrom('success', 'failure', 'denied', 'rolled_back', 'unknown'),
      reasonCode: anyText,
      atomicity: constantFrom('tx', 'after_rollback', 'independent', 'attempt'),
      capture: constantFrom('locked', 'loader', 'orm-unlocked', 'manual', 'none'),
      tenant: anyText,
      actor: record(
        { type: constantFrom('user', 'service', 'system', 'unknown'), id: anyText, actingFor: anyText },
        { requiredKeys: ['type'] },
      ),
      targets: array(record({ type: anyText, id: anyText }), { maxLength: 2 }),
      changes: array(
        record({ path: anyText, before: anyValue, after: anyValue }, { requiredKeys: ['path'] }),
      ),
      reason: anyText,
      failure: record({ type: anyText, code: anyText }, { requiredKeys: ['type'] }),
      source: record({ address: anyText, userAgent: anyText, route: anyText }, { requiredKeys: [] }),
      traceId: anyText,
      spanId: anyText,
      requestId: anyText,
      details: dictionary(anyText, anyValue, { maxKeys: 3 }),
      pii: record({ subject: anyText, paths: array(anyText, { maxLength: 2 }) }),
    },
    {
      requiredKeys: [
        'id',
        'operationId',
        'part',
        'phase',
        'occurredAt',
        'action',
        'outcome',
        'atomicity',
        'capture',
        'actor',
        'targets',
      ],
    },
  ) as Arbitrary<AuditEntry>;
}
