import { PooledIds } from './pooled-ids.js';

describe('PooledIds', () => {
  it('makes valid ids, none of them twice', () => {
    const ids = new PooledIds();
    const made = new Set<string>();
    for (let at = 0; at < 5_000; at += 1) {
      const [traceId, spanId] = [ids.generateTraceId(), ids.generateSpanId()];
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^[0-9a-f]{16}$/);
      made.add(traceId).add(spanId);
    }
    expect(made.size).toBe(10_000);
  });

  it('makes ids of bytes that no id before had', () => {
    const ids = new PooledIds();
    let last = ids.generateTraceId();
    for (let at = 0; at < 1_000; at += 1) {
      const next = at % 3 === 0 ? ids.generateSpanId() : ids.generateTraceId();
      // By chance, two ids have six bytes in common once in billions of runs.
      expect(next).not.toContain(last.slice(-12));
      expect(next).not.toContain(last.slice(2, 14));
      last = next;
    }
  });

  it('never makes the one of zeros', () => {
    const ids = new PooledIds();
    ids.generateSpanId();
    (ids as unknown as { pool: Buffer }).pool.fill(0, 0, 64);
    expect(ids.generateTraceId()).not.toMatch(/^0+$/);
    expect(ids.generateSpanId()).not.toMatch(/^0+$/);
  });
});
