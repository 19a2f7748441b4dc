import type { CapturedSpan } from './captured-span.js';
import { renderSpanTree } from './span-tree.js';

const span = (given: Partial<CapturedSpan> & Pick<CapturedSpan, 'name'>): CapturedSpan => ({
  kind: 'internal',
  status: 'unset',
  statusMessage: undefined,
  attributes: {},
  error: undefined,
  traceId: 'trace-1',
  spanId: given.name,
  parentSpanId: undefined,
  parent: undefined,
  sampled: true,
  startedAt: 0,
  duration: 0,
  events: [],
  links: [],
  scope: 'test',
  ...given,
});

describe('a span tree', () => {
  it('sorts siblings and traces by their start, whatever ended first', () => {
    const tree = renderSpanTree([
      span({ name: 'late trace', traceId: 'trace-2', startedAt: 50 }),
      span({ name: 'second', parentSpanId: 'root', startedAt: 30 }),
      span({ name: 'first', parentSpanId: 'root', startedAt: 20 }),
      span({ name: 'root', startedAt: 10 }),
    ]);
    expect(tree).toBe('root\n  first\n  second\n\nlate trace');
  });

  it('keeps the given order within a millisecond', () => {
    const names = ['c', 'a', 'b'].map(name => span({ name, parentSpanId: 'root' }));
    expect(renderSpanTree([span({ name: 'root' }), ...names])).toBe('root\n  c\n  a\n  b');
  });

  it('starts at a span whose parent is in another process, beside others of its trace', () => {
    const remote = { parentSpanId: 'elsewhere', kind: 'server' } as const;
    expect(renderSpanTree([span({ name: 'a', ...remote }), span({ name: 'b', ...remote })])).toBe(
      'a [server]\nb [server]',
    );
  });

  it('says the HTTP status, the duration on request, and the error', () => {
    const failed = span({
      name: 'GET /orders',
      kind: 'server',
      status: 'error',
      attributes: { 'http.response.status_code': 500 },
      duration: 12.345,
      error: { type: 'TypeError', message: 'boom', stack: undefined },
    });
    expect(renderSpanTree([failed])).toBe('GET /orders [server] 500 ! TypeError: boom');
    expect(renderSpanTree([failed], { durations: true })).toContain('500 12.3ms ! TypeError');
  });

  it('shows an error without exception, and an expected refusal by its type', () => {
    expect(renderSpanTree([span({ name: 'a', status: 'error' })])).toBe('a ! error');
    expect(renderSpanTree([span({ name: 'a', status: 'error', statusMessage: 'late' })])).toBe('a ! late');
    const refused = { type: 'NotFoundException', message: undefined, stack: undefined };
    expect(renderSpanTree([span({ name: 'a', error: refused })])).toBe('a ! NotFoundException');
  });

  it('is empty without spans', () => {
    expect(renderSpanTree([])).toBe('');
  });
});
