import { assert, integer, property, string } from 'fast-check';
import { anyEntry, cancelledOrder, deniedRefund } from '../../../../../test/support/audit/audit-entries.js';
import { eventBody } from './event-body.js';
import { columnText, eventColumns } from './event-columns.js';
import { parseEventBody } from './parse-event-body.js';

const writer = { stream: 'main', writerId: '5a0c1d0e-1111-4222-8333-444455556666', writerSeq: 7 };

describe('The columns of an event', () => {
  it('hold what can be searched', () => {
    expect(eventColumns({ entry: cancelledOrder, ...writer })).toEqual({
      id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b01',
      stream: 'main',
      writer_id: '5a0c1d0e-1111-4222-8333-444455556666',
      writer_seq: 7,
      op_id: '0198c5a0-7c1e-7b3a-9a11-2f5d8e6c4b00',
      parent_op_id: '0198c5a0-7c1d-7aaa-8000-000000000001',
      part: 1,
      phase: 'result',
      occurred_at: 1_787_000_000_123_456,
      action: 'order.cancel',
      crud: 'u',
      outcome: 'success',
      reason_code: null,
      atomicity: 'tx',
      capture: 'locked',
      tenant_id: 'acme',
      actor_type: 'user',
      actor_id: 'agent-7',
      acting_for: 'customer-12',
      target_type: 'Order',
      target_id: '4711',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: '00f067aa0ba902b7',
      request_id: 'req-1',
    });
  });

  it('are null where the entry says nothing', () => {
    const columns = eventColumns({ entry: { ...deniedRefund, targets: [] }, ...writer });

    expect([columns.tenant_id, columns.acting_for, columns.target_type, columns.trace_id]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('are the same again after the body was read back', () => {
    assert(
      property(anyEntry(), entry => {
        const content = { entry, ...writer };

        expect(eventColumns(parseEventBody(eventBody(content)))).toEqual(eventColumns(content));
      }),
    );
  });

  it('lose NUL and lone surrogates and are cut, never through a character', () => {
    expect(columnText('a\u0000b\ud800c\udfffd😀', 99)).toBe('abcd😀');
    expect(columnText('abc😀', 4)).toBe('abc');
    expect(columnText('abc😀', 5)).toBe('abc😀');
    assert(
      property(string({ unit: 'binary' }), integer({ min: 1, max: 8 }), (text, length) => {
        const column = columnText(text, length);

        expect(column.length).toBeLessThanOrEqual(length);
        expect(Buffer.from(column).toString()).toBe(column);
        expect(column).not.toContain('\0');
        expect(columnText(column, length)).toBe(column);
      }),
    );
  });
});
