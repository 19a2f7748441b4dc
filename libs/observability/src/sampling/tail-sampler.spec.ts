import { context, ROOT_CONTEXT, trace, TraceFlags, type Span } from '@opentelemetry/api';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ExportLedger } from '../core/export-ledger.js';
import { traceOf } from '../core/observed-trace.js';
import type { SamplingRule } from './sampling.options.js';
import { HeadSampler } from './head-sampler.js';
import { SamplingRules } from './sampling-rules.js';
import { TailSampler, type SpanLane } from './tail-sampler.js';
import type { BufferLimits } from './trace-buffer.js';

const roomy: BufferLimits = { traces: 100, spansPerTrace: 100, bytes: 10_000_000, age: 60_000 };

/** A real provider whose spans are decided at the end; nothing is chosen by the ratio. */
function setUp(limits: Partial<BufferLimits> = {}, rules: readonly SamplingRule[] = [], ratio = 0) {
  const exported: { span: ReadableSpan; lane: SpanLane | undefined }[] = [];
  const ledger = new ExportLedger('traces');
  const compiled = new SamplingRules(rules);
  const tail = new TailSampler(
    [
      {
        onStart: () => undefined,
        onEnd: (span, lane) => void exported.push({ span, lane }),
        leaveOut: (reason, spans) => {
          ledger.ended(spans);
          ledger.dropped(reason, spans);
        },
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
    {
      rules: compiled,
      slow: { threshold: 30_000, routes: new Map(), adaptive: false },
      limits: { ...roomy, ...limits },
    },
  );
  const sampler = new HeadSampler({
    ratio,
    followsParent: true,
    rules: compiled,
    rateLimit: undefined,
    recordsAll: true,
  });
  const provider = new TracerProvider({ sampler, spanProcessors: [tail] });
  const tracer = provider.getTracer('test');
  const start = (name: string, parent?: Span) =>
    tracer.startSpan(name, {}, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
  const fail = (span: Span) => span.setStatus({ code: 2 }).end();
  return {
    tail,
    start,
    fail,
    shutdown: () => provider.shutdown(),
    names: () => exported.map(({ span }) => span.name),
    exported,
    dropped: () => Object.fromEntries(ledger.counts().dropped),
    ended: () => ledger.counts().ended,
  };
}

describe('A tail sampler', () => {
  it('hands on a trace as sampled and in the lane of errors, and leaves the span itself as it was', async () => {
    const { start, fail, exported, shutdown } = setUp();
    const root = start('root');
    fail(start('child', root));
    root.end();
    expect(exported.map(({ span, lane }) => [span.name, lane, span.spanContext().traceFlags])).toEqual([
      ['child', 'errors', TraceFlags.SAMPLED],
      ['root', 'errors', TraceFlags.SAMPLED],
    ]);
    expect(root.spanContext().traceFlags).toBe(TraceFlags.NONE);
    expect(exported[1]?.span.duration).toEqual((root as unknown as ReadableSpan).duration);
    await shutdown();
  });

  it('keeps what the ratio chose without waiting for anything, in the lane that its exit finds right', async () => {
    const { start, exported, tail, shutdown } = setUp({}, [], 1);
    const root = start('root');
    start('child', root).end();
    expect(exported.map(({ span, lane }) => [span.name, lane])).toEqual([['child', undefined]]);
    expect(tail.buffer.size).toBe(0);
    await shutdown();
  });

  it('beyond the limit of traces decides the oldest, and still keeps it from an error on', async () => {
    const { start, fail, names, tail, dropped, shutdown } = setUp({ traces: 3 });
    const roots = ['a', 'b', 'c', 'd'].map(name => start(name));
    start('of b', roots[1]).end();
    roots.push(start('e'));
    expect(tail.buffer.size).toBe(3);
    fail(start('of a', roots[0]));
    for (const root of roots) root.end();
    expect(names()).toEqual(['of a', 'a']);
    expect(tail.counts.limited.get('traces')).toBe(2);
    expect(dropped()).toEqual({ queue_full: 1, sampled_out: 4 });
    await shutdown();
  });

  it('beyond the limit of spans of a trace drops those that come, and counts them', async () => {
    const { start, fail, names, dropped, shutdown } = setUp({ spansPerTrace: 2 });
    const root = start('root');
    for (const name of ['1', '2', '3', '4']) start(name, root).end();
    fail(root);
    expect(names()).toEqual(['1', '2', 'root']);
    expect(dropped()).toEqual({ queue_full: 2 });
    await shutdown();
  });

  it('never holds more than its bytes, whatever a span carries', async () => {
    const bytes = 50_000;
    const { start, tail, dropped, ended, shutdown } = setUp({ bytes });
    const roots = Array.from({ length: 50 }, (_, index) => start(`root ${index}`));
    for (const [index, root] of roots.entries()) {
      for (let count = 0; count < 20; count += 1) {
        const span = start('child', root);
        span.setAttribute('text', 'x'.repeat((index * 997) % 9_000)).end();
        expect(tail.buffer.bytes).toBeLessThanOrEqual(bytes);
      }
    }
    expect(tail.counts.limited.get('bytes')).toBeGreaterThan(10);
    for (const root of roots) root.end();
    expect(tail.buffer.bytes).toBe(0);
    expect(ended()).toBe(1_050);
    expect(Object.values(dropped()).reduce((sum, one) => sum + one, 0)).toBe(1_050);
    await shutdown();
  });

  it('decides by age what does not end, keeps it when that is slow, and lets it go', async () => {
    const short = setUp({ age: 1_000 });
    const root = short.start('stream');
    short.start('part', root).end();
    short.tail.buffer.expire(performance.now() + 500);
    expect(short.tail.buffer.size).toBe(1);
    short.tail.buffer.expire(performance.now() + 1_500);
    expect([short.tail.buffer.size, short.names(), short.dropped()]).toEqual([0, [], { expired: 1 }]);
    await short.shutdown();

    const long = setUp({ age: 40_000 });
    const job = long.start('job');
    long.start('part', job).end();
    long.tail.buffer.expire(performance.now() + 41_000);
    long.start('later part', job).end();
    expect(long.names()).toEqual(['part', 'later part']);
    expect(long.exported[0]?.span.attributes['sampling.reason']).toBe('slow');
    await long.shutdown();
  });

  it('waits with everything while a rule may still forbid it', async () => {
    const rules: SamplingRule[] = [{ attributes: { secret: true }, keep: 'never' }];
    const { start, fail, names, shutdown } = setUp({}, rules, 1);
    const forbidden = start('forbidden');
    fail(start('child', forbidden));
    expect(names()).toEqual([]);
    forbidden.setAttribute('secret', true);
    fail(forbidden);
    fail(start('late', forbidden));
    const other = start('other');
    fail(other);
    expect(names()).toEqual(['other']);
    await shutdown();
  });

  it('decides two parts of one trace each by itself, and neither for ever', async () => {
    const { start, fail, names, shutdown } = setUp();
    const caller = trace.wrapSpanContext({
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags: 0,
      isRemote: true,
    });
    const [first, second] = [start('first', caller), start('second', caller)];
    start('of first', first).end();
    first.end();
    expect(names()).toEqual([]);
    fail(start('of second', second));
    second.end();
    start('third', caller).end();
    expect(names()).toEqual(['of second', 'second', 'third']);
    await shutdown();
  });

  it('keeps nothing of a trace alive when its spans never end', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { start, tail, shutdown } = setUp({ traces: 10_000 });
    const gone = (() => new WeakRef(traceOf(start('lost'))!))();
    tail.buffer.expire(performance.now() + 61_000);
    expect(tail.buffer.size).toBe(0);
    // A turn of the loop, because a reference lives to the end of the one that made it.
    await new Promise(setImmediate);
    collect();
    expect(gone.deref()).toBeUndefined();
    await shutdown();
  });

  it('estimates no less than the memory that waiting spans take', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { start, tail, shutdown } = setUp({ traces: 1_000, spansPerTrace: 1_000, bytes: 2 ** 30 });
    const roots = Array.from({ length: 200 }, () => start('root'));
    collect();
    const before = process.memoryUsage().heapUsed;
    for (const root of roots) {
      for (let count = 0; count < 100; count += 1) {
        const span = start('OrdersService.find', root);
        for (let key = 0; key < 6; key += 1) span.setAttribute(`key.${key}`, `${key} ${Math.random()}`);
        span.end();
      }
    }
    collect();
    const taken = process.memoryUsage().heapUsed - before;
    expect(tail.buffer.bytes).toBeGreaterThan(taken * 0.9);
    expect(tail.buffer.bytes).toBeLessThan(taken * 3);
    await shutdown();
  });

  it('at the end of the application lets go of what has not ended, and keeps what failed', async () => {
    const { start, fail, names, tail, ended, dropped, shutdown } = setUp();
    const root = start('root');
    start('child', root).end();
    fail(start('failed', start('other')));
    await shutdown();
    expect(names()).toEqual(['failed']);
    expect([tail.buffer.size, ended(), dropped()]).toEqual([0, 1, { sampled_out: 1 }]);
    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});
