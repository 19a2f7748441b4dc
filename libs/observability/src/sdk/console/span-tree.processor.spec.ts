import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { SpanTreeProcessor } from './span-tree.processor.js';

/** A tracer whose trees are kept. */
function watched(colours = false) {
  const written: string[] = [];
  const processor = new SpanTreeProcessor({ write: text => written.push(text), colours });
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('spec');
  const start = (name: string, from: number, parent?: ReturnType<typeof tracer.startSpan>, kind?: SpanKind) =>
    tracer.startSpan(
      name,
      { startTime: 1_000_000 + from, ...(kind !== undefined && { kind }) },
      parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT,
    );
  return { written, processor, start, tracer };
}
const at = (milliseconds: number) => 1_000_000 + milliseconds;

describe('A trace on the console', () => {
  it('is a tree with bars, durations and what its spans say', () => {
    const { written, start } = watched();
    const root = start('GET /orders/:id', 0, undefined, SpanKind.SERVER);
    root.setAttributes({ 'http.response.status_code': 200, 'http.route': '/orders/:id', 'user.id': 'alice' });
    const first = start('OrdersService.find', 25, root);
    start('SELECT orders', 50, first, SpanKind.CLIENT).end(at(75));
    first.end(at(75));
    const second = start('StockService.reserve', 75, root);
    second.setStatus({ code: SpanStatusCode.ERROR, message: 'out of paper' });
    second.setAttributes({ 'error.type': 'TypeError', 'order.id': '7' });
    second.end(at(100));
    expect(written).toEqual([]);
    root.end(at(100));

    expect(written.join('').split('\n').slice(1)).toEqual([
      'GET /orders/:id          ████████████████████████   100.0 ms  server 200 user.id=alice',
      '├─ OrdersService.find    ······████████████······    50.0 ms',
      '│  └─ SELECT orders      ············██████······    25.0 ms  client',
      '└─ StockService.reserve  ··················██████    25.0 ms  ! TypeError: out of paper order.id=7',
      '',
    ]);
    expect(written[0]).toMatch(/^trace [0-9a-f]{32}\n/);
  });

  it('is red where it failed, in a terminal alone', () => {
    const [plain, coloured] = [watched(), watched(true)];
    for (const { start } of [plain, coloured]) {
      const span = start('job', 0);
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(at(1));
    }
    expect(coloured.written[0]).toContain('\u001b[31mjob');
    expect(plain.written[0]).not.toContain('\u001b');
  });

  it('waits for work that outlives its root', () => {
    const { written, start } = watched();
    const root = start('request', 0);
    const late = start('in the background', 5, root);
    root.end(at(10));
    expect(written).toEqual([]);
    late.end(at(20));
    expect(written[0]).toMatch(/request[^\n]*\n└─ in the background/);
  });

  it('does not let a name or a value move the cursor', () => {
    const { written, start } = watched();
    const span = start('a\u001b[2Jb\nc', 0);
    span.setAttribute('note', 'x\r\ny\u0007');
    span.end(at(1));
    expect(written[0]).toContain('a [2Jb c');
    expect(written[0]).toContain('note=x y ');
    expect(written[0]?.trimEnd().split('\n')).toHaveLength(2);
  });

  it('leaves out what was not sampled', () => {
    const { written, tracer } = watched();
    const unsampled = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.NONE };
    const parent = trace.setSpanContext(ROOT_CONTEXT, { ...unsampled, isRemote: true });
    context.with(parent, () => tracer.startSpan('quiet', {}, parent).end());
    expect(written).toEqual([]);
  });

  it('keeps no more open traces and spans than a process can bear', async () => {
    const { written, start, processor } = watched();
    for (let traces = 0; traces < 300; traces += 1) start(`leak ${traces}`, 0);
    const root = start('many', 0);
    for (let spans = 0; spans < 600; spans += 1) start(`span ${spans}`, 0, root).end(at(1));
    root.end(at(2));
    expect(written[0]?.split('\n').length).toBeLessThan(510);
    expect(written[0]).toContain('… and 101 more spans');
    await processor.shutdown();
    expect(written).toHaveLength(1);
  });
});
