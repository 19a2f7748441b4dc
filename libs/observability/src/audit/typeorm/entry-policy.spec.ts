import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Redactor } from '../../redaction/redactor.js';
import type { AuditEntry } from '../audit-entry.js';
import { eventBody } from '../evidence/event-body.js';
import { parseEventBody } from '../evidence/parse-event-body.js';
import { EntryPolicy } from './entry-policy.js';

const limits = { maxFieldBytes: 16_384, maxBodyBytes: 262_144 };
const policy = new EntryPolicy(new Redactor(), limits);

const entry = (more: Partial<Record<keyof AuditEntry, unknown>> = {}): AuditEntry =>
  ({
    id: '01890000-0000-7000-8000-000000000001',
    operationId: '01890000-0000-7000-8000-000000000002',
    part: 1,
    phase: 'result',
    occurredAt: 1_700_000_000_000_000,
    action: 'order.cancel',
    outcome: 'success',
    atomicity: 'tx',
    capture: 'none',
    actor: { type: 'user', id: 'ada' },
    targets: [{ type: 'Order', id: '4711' }],
    ...more,
  }) as AuditEntry;

const bodyOf = (from: AuditEntry) => eventBody({ entry: from, stream: 'main', writerId: 'w', writerSeq: 1 });
const boom = (): never => {
  throw new Error('this code must never run');
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('an entry that is fit to be stored', () => {
  it('is unchanged when nothing is wrong with it', () => {
    const good = entry({
      tenant: 't1',
      reason: 'the customer asked',
      changes: [{ path: '/status', before: 'open', after: { name: 'cancelled', at: [1, true, null] } }],
      details: { rows: 3 },
      failure: { type: 'Error', code: 'E1' },
      source: { address: '10.0.0.1' },
    });
    expect(policy.apply(good)).toEqual(good);
  });

  it('masks secrets by the name of a changed field, by keys inside values, and inside texts', () => {
    const stored = bodyOf(
      policy.apply(
        entry({
          reason: 'sent with Authorization: Bearer CANARY1234',
          changes: [
            { path: '/card/cvv', before: 'CANARY', after: 'CANARY' },
            { path: '/login', after: { password: 'CANARY', note: 'token=CANARY' } },
          ],
          details: { url: 'https://u:CANARY@host/' },
        }),
      ),
    );
    expect(stored).not.toContain('CANARY');
    expect(stored).toContain('/card/cvv');
  });

  it('runs no code of hostile values and marks what it cannot copy', () => {
    const cyclic: Record<string, unknown> = { name: 'c' };
    cyclic['self'] = cyclic;
    const proxy = new Proxy({}, { get: boom, ownKeys: boom, getOwnPropertyDescriptor: boom, has: boom });
    const getter = Object.defineProperty({}, 'id', { get: boom, enumerable: true });
    const { changes, targets, details } = policy.apply(
      entry({
        targets: [getter, { type: 'Order', id: 12 }, proxy],
        changes: [{ path: '/x', before: proxy, after: cyclic }],
        details: { getter, big: 12n, symbol: Symbol('s'), nothing: undefined },
      }),
    );
    expect(targets).toEqual([
      { type: '[No identifier]', id: '[Getter]' },
      { type: 'Order', id: '12' },
      { type: '[No identifier]', id: '[No identifier]' },
    ]);
    expect(changes).toEqual([{ path: '/x', before: '[Proxy]', after: { name: 'c', self: '[Circular]' } }]);
    expect(details).toMatchObject({ getter: { id: '[Getter]' }, big: '12' });
  });

  it('has the beginning, the size and a digest in place of a megabyte', () => {
    const megabyte = 'ä'.repeat(1_000_000);
    const rows = Array.from({ length: 900 }, (_, row) => ({ row, text: 'x'.repeat(100) }));
    const { changes } = policy.apply(
      entry({
        changes: [
          { path: '/text', after: megabyte },
          { path: '/rows', after: rows },
        ],
      }),
    );
    expect(changes?.[0]?.after).toBe(
      `${'ä'.repeat(1_024)}... [truncated: 2000000 bytes, sha256 ${sha256(megabyte)}]`,
    );
    const canonical = JSON.stringify(rows);
    expect(changes?.[1]?.after).toEqual({
      $truncated: true,
      bytes: canonical.length,
      sha256: sha256(canonical),
      start: canonical.slice(0, 1_024),
    });
  });

  it('keeps the paths of its first changes when the body is too long', () => {
    const changes = Array.from({ length: 300 }, (_, index) => ({
      path: `/f${index}`,
      after: 'x'.repeat(10_000),
    }));
    const short = policy.shorten(policy.apply(entry({ changes, reason: 'why' })));
    expect(short.changes).toHaveLength(50);
    expect(short.changes?.[49]).toEqual({ path: '/f49' });
    expect(short).toMatchObject({
      reason: 'why',
      actor: { id: 'ada' },
      details: { entry: { $truncated: true } },
    });
  });

  it('can always be written, read again, and within the size of a body', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
      withTypedArray: true,
      withObjectString: true,
    });
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 40_000 }).map(length => '\0\ud800'.repeat(length)),
    );
    fc.assert(
      fc.property(
        fc.record({
          reason: fc.oneof(text, anything),
          tenant: fc.oneof(text, anything),
          reasonCode: anything,
          actor: fc.record({ type: fc.oneof(fc.constant('user'), anything), id: text, actingFor: anything }),
          targets: fc.array(fc.record({ type: text, id: anything }), { maxLength: 150 }),
          changes: fc.array(fc.record({ path: text, before: anything, after: anything })),
          details: fc.dictionary(fc.string(), anything),
        }),
        hostile => {
          const fit = policy.apply(entry(hostile));
          // What cannot be read, `verify` takes for tampering.
          expect(() => parseEventBody(bodyOf(fit))).not.toThrow();
          expect(Buffer.byteLength(bodyOf(policy.shorten(fit)))).toBeLessThanOrEqual(limits.maxBodyBytes);
        },
      ),
      { numRuns: 60 },
    );
  });
});
