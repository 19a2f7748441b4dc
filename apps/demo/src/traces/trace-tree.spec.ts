import type { Span } from './otlp-span.ts';
import { hasPath, traceTrees } from './trace-tree.ts';

const span = (id: string, parentId: string | undefined, start: number, service = 'orders'): Span => ({
  traceId: 't',
  id,
  parentId,
  name: id,
  service,
  start,
  end: start + 1,
  failed: false,
});
const orders = (name: string) => ({ service: 'orders', name });

describe('traceTrees', () => {
  it('puts spans under their parents in order of time, whatever order they arrive in', () => {
    const [root, ...others] = traceTrees([
      span('late', 'root', 5),
      span('early', 'root', 2),
      span('root', undefined, 1),
    ]);
    expect(root?.children.map(child => child.span.id)).toEqual(['early', 'late']);
    expect(others).toEqual([]);
  });

  it('shows a span whose parent is missing as a root of its own', () => {
    expect(traceTrees([span('root', undefined, 1), span('orphan', 'lost', 2)])).toHaveLength(2);
  });
});

describe('hasPath', () => {
  const trees = traceTrees([
    span('a', undefined, 1),
    span('b', 'a', 2),
    span('c', 'b', 3),
    span('d', 'a', 4),
  ]);

  it('finds spans inside each other, with others between them', () => {
    expect(hasPath(trees, [orders('a'), orders('c')])).toBe(true);
  });

  it('finds neither the wrong order, nor a sibling, nor another service', () => {
    expect(hasPath(trees, [orders('c'), orders('a')])).toBe(false);
    expect(hasPath(trees, [orders('b'), orders('d')])).toBe(false);
    expect(hasPath(trees, [orders('a'), { service: 'payments', name: 'c' }])).toBe(false);
  });
});
