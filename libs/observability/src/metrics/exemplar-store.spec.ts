import { ExemplarStore } from './exemplar-store.js';

function span(id: string, traceFlags = 1): { traceId: string; spanId: string; traceFlags: number } {
  return { traceId: id.repeat(32), spanId: id.repeat(16), traceFlags };
}

describe('ExemplarStore', () => {
  test('keeps the newest value of each bucket with its span', () => {
    const store = new ExemplarStore();
    const slots = store.instrument('duration', [1, 2]);
    slots.offer(0.5, { route: '/a' }, span('a'));
    slots.offer(1, { route: '/a' }, span('b'));
    slots.offer(1.5, { route: '/a' }, span('c'));
    slots.offer(99, { route: '/a' }, span('d'));
    expect(store.lookup('duration', { route: '/a' })).toEqual([
      { value: 1, traceId: 'b'.repeat(32), spanId: 'b'.repeat(16), timestamp: expect.any(Number) as number },
      expect.objectContaining({ value: 1.5, traceId: 'c'.repeat(32) }),
      expect.objectContaining({ value: 99, traceId: 'd'.repeat(32) }),
    ]);
  });

  test('says when a value was recorded', () => {
    const store = new ExemplarStore();
    const before = Date.now();
    store.instrument('duration', []).offer(1, {}, span('a'));
    const [exemplar] = store.lookup('duration', {});
    expect(exemplar?.timestamp).toBeGreaterThanOrEqual(before);
    expect(exemplar?.timestamp).toBeLessThanOrEqual(Date.now());
  });

  test('says when the newest was recorded, not the first', () => {
    const store = new ExemplarStore();
    const now = jest.spyOn(Date, 'now');
    const slots = store.instrument('duration', []);
    for (const [time, id] of [
      [1_000, 'a'],
      [2_000, 'b'],
    ] as const) {
      now.mockReturnValue(time);
      slots.offer(1, {}, span(id));
    }
    now.mockRestore();
    expect(store.lookup('duration', {})).toMatchObject([{ timestamp: 2_000, traceId: 'b'.repeat(32) }]);
  });

  test('takes nothing from spans that nobody will see', () => {
    const store = new ExemplarStore();
    const slots = store.instrument('duration', [1]);
    slots.offer(1, {}, span('a', 0));
    slots.offer(1, {}, undefined);
    expect(store.lookup('duration', {})).toEqual([]);
  });

  test('finds a series whatever object and order its attributes come in', () => {
    const store = new ExemplarStore();
    store.instrument('duration', [1]).offer(1, { a: 1, b: 'x' }, span('a'));
    expect(store.lookup('duration', { b: 'x', a: 1 })).toHaveLength(1);
    expect(store.lookup('duration', { b: 'x', a: '1' })).toHaveLength(0);
    expect(store.lookup('other', { b: 'x', a: 1 })).toHaveLength(0);
  });

  test('tells one instrument from another that has the same attribute object', () => {
    const store = new ExemplarStore();
    const attributes = { route: '/a' };
    store.instrument('one', [1]).offer(0.1, attributes, span('a'));
    store.instrument('two', [1]).offer(0.2, attributes, span('b'));
    expect(store.lookup('one', attributes)[0]?.value).toBe(0.1);
    expect(store.lookup('two', attributes)[0]?.value).toBe(0.2);
  });

  test('is still there at the next look', () => {
    const store = new ExemplarStore();
    store.instrument('duration', [1]).offer(1, {}, span('a'));
    expect(store.lookup('duration', {})).toEqual(store.lookup('duration', {}));
    expect(store.lookup('duration', {})).toHaveLength(1);
  });

  test('stops at the limit of series and goes on serving those it has', () => {
    const store = new ExemplarStore({ seriesLimit: 2 });
    const slots = store.instrument('duration', [1]);
    for (const route of ['/a', '/b', '/c', '/a']) slots.offer(0.5, { route }, span('a'));
    expect(store.lookup('duration', { route: '/a' })).toHaveLength(1);
    expect(store.lookup('duration', { route: '/b' })).toHaveLength(1);
    expect(store.lookup('duration', { route: '/c' })).toHaveLength(0);
  });
});
