import { randomUUID } from 'node:crypto';

const columns = [
  ...['id', 'stream', 'writer_id', 'writer_seq', 'op_id', 'part', 'phase', 'occurred_at', 'action', 'crud'],
  ...['outcome', 'atomicity', 'capture', 'tenant_id', 'actor_type', 'actor_id', 'target_type', 'target_id'],
  ...['body', 'mac', 'key_id'],
];

/** The table that somebody without this library would write: the same columns and indexes, nothing that seals it. */
export const handWrittenTable = 'CREATE TABLE hand_audit (LIKE audit_event INCLUDING ALL)';

/** The row of one payment, in the transaction of the payment. */
export const handWrittenInsert = `INSERT INTO hand_audit (${columns.join(', ')}) VALUES (${columns
  .map((_, index) => `$${index + 1}`)
  .join(', ')})`;

const writer = randomUUID();
const mac = Buffer.alloc(32);
const sequence = (function* () {
  for (let number = 1; ; number++) yield number;
})();

/** The same values that an event has, with a body of the same length and without a MAC of it. */
export function handWrittenValues(order: number, payments: number): unknown[] {
  const number = sequence.next().value;
  const [id, operationId, occurredAt] = [timeOrderedId(), timeOrderedId(), Date.now() * 1_000];
  const entry = {
    ...{ id, operationId, part: 1, phase: 'result', occurredAt, action: 'order.pay', crud: 'u' },
    ...{ outcome: 'success', atomicity: 'tx', capture: 'none', tenant: 'acme', v: 1 },
    actor: { type: 'user', id: 'user-7' },
    targets: [{ type: 'Order', id: String(order) }],
    details: { statements: [{ kind: 'update', rows: 1, table: 'bench_order', payments }] },
    ...{ stream: 'main', writerId: writer, writerSeq: number, writerFloor: number },
  };
  return [
    ...[id, 'main', writer, number, operationId, 1, 'result', occurredAt, 'order.pay', 'u'],
    ...['success', 'tx', 'none', 'acme', 'user', 'user-7', 'Order', String(order)],
    ...[JSON.stringify(entry), mac, 'k1'],
  ];
}

/** Time first, so that the index grows at its end as it does with the ids of the library. */
function timeOrderedId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
