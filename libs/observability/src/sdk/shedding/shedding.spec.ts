import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { LoadShedding, type SheddingLevel } from '../../core/load-shedding.js';
import { attr } from '../../core/names.js';
import { joinTrace, traceOf, type ObservedTrace } from '../../core/observed-trace.js';
import { SheddingExit } from './shedding.exit.js';
import { SheddingTracerProvider } from './shedding.tracer.js';

const setUp = (level: SheddingLevel) => {
  const exporter = new InMemorySpanExporter();
  const shedding = new LoadShedding();
  shedding.level = level;
  let leftOut = 0;
  const exit = Object.assign(new SimpleSpanProcessor({ exporter }), {
    leaveOut: (reason: string, spans: number) => (leftOut += reason === 'shed' ? spans : 0),
  });
  const outer = new SheddingExit(exit, shedding);
  const provider = new TracerProvider({ sampler: new AlwaysOnSampler(), spanProcessors: [outer] });
  const tracer = new SheddingTracerProvider(provider, shedding, () => outer.leaveOut('shed', 1)).getTracer(
    'test',
  );
  const start = (name: string, parent?: Span, kind = SpanKind.INTERNAL) =>
    tracer.startSpan(name, { kind }, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
  return {
    shedding,
    start,
    tracer,
    names: () => exporter.getFinishedSpans().map(({ name }) => name),
    leftOut: () => leftOut,
  };
};

describe('While child spans are given up', () => {
  it('the span around stands for them, in log lines and in calls of others', () => {
    const { start, names, leftOut, shedding } = setUp(3);
    const root = start('request', undefined, SpanKind.SERVER);
    const child = start('child', root);
    const grandchild = start('grandchild', child, SpanKind.CLIENT);
    expect([child.isRecording(), grandchild.isRecording()]).toEqual([false, false]);
    expect([child.spanContext(), grandchild.spanContext()]).toEqual([root.spanContext(), root.spanContext()]);
    for (const span of [grandchild, child, root]) span.end();
    expect([names(), leftOut(), shedding.counts().child_spans]).toEqual([['request'], 1, 1]);
  });

  it('the decision about their trace is theirs, too', () => {
    const { start } = setUp(3);
    const root = start('request');
    const observed: ObservedTrace = { fate: 'open', keep: () => undefined, whenDecided: () => undefined };
    joinTrace(root, observed);
    expect(traceOf(start('child', root))).toBe(observed);
  });

  it.each([
    ['a message that arrives', SpanKind.CONSUMER],
    ['a request that arrives', SpanKind.SERVER],
  ])('%s is one all the same', (_, kind) => {
    const { start } = setUp(4);
    expect(start('arrives', start('around'), kind).isRecording()).toBe(true);
  });

  it('a child is made again as soon as there is time, below the span that is there', () => {
    const { start, shedding } = setUp(3);
    const root = start('request');
    const stands = start('child', root);
    shedding.level = 2;
    const made = start('grandchild', stands) as Span & { parentSpanContext?: { spanId: string } };
    expect(made.isRecording()).toBe(true);
    expect(made.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
  });

  it('an active one runs its work in the context of the span around', () => {
    const { start, tracer } = setUp(3);
    const root = start('request');
    const seen = tracer.startActiveSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root), span =>
      span.spanContext(),
    );
    expect(seen).toEqual(root.spanContext());
    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});

describe('While what succeeded is given up', () => {
  it('what failed and what was audited leaves, and everything is accounted for', () => {
    const { start, names, leftOut, shedding } = setUp(4);
    for (const name of ['good', 'bad', 'audited']) {
      const span = start(name, undefined, SpanKind.SERVER);
      if (name === 'bad') span.setStatus({ code: SpanStatusCode.ERROR });
      if (name === 'audited') span.setAttribute(attr.auditRecordId, 'r-1');
      span.end();
    }
    expect([names(), leftOut(), shedding.counts().traces]).toEqual([['bad', 'audited'], 1, 1]);
  });

  it('nothing is, below the last level', () => {
    const { start, names } = setUp(3);
    start('good', undefined, SpanKind.SERVER).end();
    expect(names()).toEqual(['good']);
  });
});
