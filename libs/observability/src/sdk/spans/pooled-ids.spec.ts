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

  it('never makes the one of zeros', () => {
    const ids = new PooledIds();
    ids.generateSpanId();
    (ids as unknown as { pool: Buffer }).pool.fill(0, 0, 64);
    expect(ids.generateTraceId()).not.toMatch(/^0+$/);
    expect(ids.generateSpanId()).not.toMatch(/^0+$/);
  });
});
