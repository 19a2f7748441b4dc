import { SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { SamplingDecision, TracerProvider, type ReadableSpan, type Sampler } from '@opentelemetry/sdk-trace';
import { expectBalanced } from '../../../../../test/support/pipeline/expect-balanced.js';
import { ScriptedTransport } from '../../../../../test/support/pipeline/scripted-transport.js';
import { until } from '../../../../../test/support/until.js';
import { ExportLedger } from '../../core/export-ledger.js';
import { BatchIntake } from '../pipeline/batch-intake.js';
import { ExportPipeline } from '../pipeline/export-pipeline.js';
import { EncodedSpanBatch } from './encoded-span-batch.js';
import { EncodingSpanProcessor } from './encoding-span-processor.js';

const limits = {
  scheduledDelayMs: 20,
  exportTimeoutMs: 1_000,
  maxQueueSize: undefined as number | undefined,
  maxExportBatchSize: 512,
};
const queue = { maxBytes: 16_777_216, maxAgeMs: 60_000, maxParallel: 4, attemptMs: 1_000 };

function started(
  more: Partial<typeof limits> = {},
  given: { resource?: Resource; sampler?: Sampler; takesUnsampled?: boolean } = {},
) {
  const { takesUnsampled = false, ...provider } = given;
  const transport = new ScriptedTransport();
  const ledger = new ExportLedger('traces');
  const pipeline = new ExportPipeline({
    transport,
    ledger,
    limits: queue,
    compression: 'none',
    format: 'protobuf',
  });
  const openBatch = (): EncodedSpanBatch => new EncodedSpanBatch();
  const intake = new BatchIntake<ReadableSpan>({
    pipelines: [pipeline],
    limits: { ...limits, ...more },
    openBatch,
  });
  const processor = new EncodingSpanProcessor({
    intake,
    pipelines: [pipeline],
    flushTimeoutMs: 5_000,
    takesUnsampled,
  });
  const tracer = new TracerProvider({ ...provider, spanProcessors: [processor] }).getTracer('shop');
  const end = (count: number, name = 'counted span'): void => {
    for (let at = 0; at < count; at += 1) tracer.startSpan(name).end();
  };
  const fail = (name = 'broken'): void => {
    const span = tracer.startSpan(name);
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
  running.push(pipeline);
  return { transport, ledger, pipeline, processor, end, fail };
}

const running: ExportPipeline[] = [];
afterEach(() => {
  for (const pipeline of running.splice(0)) {
    expectBalanced(pipeline);
    pipeline.close();
    expectBalanced(pipeline);
  }
});

const countOf = (bodies: readonly string[], name = 'counted span'): number =>
  bodies.join('').split(name).length - 1;

describe('the encoding span processor', () => {
  it('sends a full batch at once and the rest after the delay', async () => {
    const { transport, end, ledger } = started();
    end(600);
    await until(() => ledger.counts().exported === 600, {
      describe: () => `${ledger.counts().exported} spans`,
    });
    expect(transport.bodies.map(body => countOf([body]))).toEqual([512, 88]);
  });

  it('lets spans with an error leave in batches of their own, first', async () => {
    const { transport, end, fail, processor } = started({ scheduledDelayMs: 60_000 });
    end(3);
    fail();
    end(3);
    await processor.forceFlush();
    expect(transport.accepted.map(body => [countOf([body]), countOf([body], 'broken')])).toEqual([
      [0, 1],
      [6, 0],
    ]);
  });

  it('drops nothing of 10,000 spans in a tick', async () => {
    const { end, processor, ledger } = started();
    end(10_000);
    await processor.forceFlush();
    expect(ledger.counts()).toEqual({ ended: 10_000, exported: 10_000, dropped: new Map() });
  });

  it('drops what is more than a queue size that was asked for, but takes an error in place of something else', async () => {
    const { end, fail, processor, ledger, transport } = started({
      maxQueueSize: 1_000,
      maxExportBatchSize: 300,
    });
    transport.answer = () => undefined;
    end(1_200);
    await until(() => transport.openCount === 4, { describe: () => `${transport.openCount} open` });
    end(2_000);
    fail();
    transport.answer = () => ({ kind: 'accepted' });
    transport.answerOpen();
    await processor.forceFlush();
    const { ended, exported, dropped } = ledger.counts();
    expect(ended).toBe(3_201);
    expect([...dropped.keys()]).toEqual(['queue_full']);
    expect(countOf(transport.accepted, 'broken')).toBe(1);
    expect(exported).toBe(countOf(transport.accepted) + 1);
  });

  it('sends on shutdown what is left, and then nothing more', async () => {
    const { transport, end, processor, ledger } = started({
      maxExportBatchSize: 100,
      scheduledDelayMs: 60_000,
    });
    end(950);
    const first = processor.shutdown();
    end(5);
    await Promise.all([first, processor.shutdown(), processor.forceFlush()]);
    expect(ledger.counts()).toEqual({ ended: 950, exported: 950, dropped: new Map() });
    expect([countOf(transport.accepted), transport.closed]).toEqual([950, true]);
  });

  it('never rejects, also when nothing can be sent', async () => {
    const { transport, end, processor, ledger } = started();
    transport.answer = () => ({ kind: 'refused', reason: 'no' });
    end(3);
    await processor.forceFlush();
    await processor.shutdown();
    expect(ledger.counts().dropped).toEqual(new Map([['rejected_permanent', 3]]));
  });

  it('drops a span that cannot be encoded, and keeps those around it', async () => {
    const { end, processor, ledger, transport } = started();
    end(1);
    processor.onEnd({ spanContext: () => ({ traceFlags: 1 }), status: {} } as ReadableSpan);
    end(1);
    await processor.forceFlush();
    expect(countOf(transport.accepted)).toBe(2);
    expect(ledger.counts()).toMatchObject({ ended: 3, dropped: new Map([['serialize_error', 1]]) });
  });

  it('waits for what the resource still finds out', async () => {
    let found: (id: string) => void = () => undefined;
    const id = new Promise<string>(resolve => void (found = resolve));
    const { transport, end, processor } = started(
      {},
      { resource: resourceFromAttributes({ 'container.id': id }) },
    );
    end(1);
    const flushed = processor.forceFlush();
    await new Promise(resolve => setTimeout(resolve, 10));
    expect(transport.bodies).toEqual([]);
    found('c0ffee');
    await flushed;
    expect(transport.bodies.join()).toContain('c0ffee');
  });

  it('leaves out spans that are recorded but not sampled, unless somebody else decides', async () => {
    const sampler = { shouldSample: () => ({ decision: SamplingDecision.RECORD }), toString: () => 'record' };
    for (const takesUnsampled of [false, true]) {
      const { transport, end, processor } = started({}, { sampler, takesUnsampled });
      end(3);
      await processor.forceFlush();
      expect(countOf(transport.accepted)).toBe(takesUnsampled ? 3 : 0);
    }
  });

  it('counts spans into several batches when one of them is large', async () => {
    const { transport, processor } = started({ scheduledDelayMs: 60_000 });
    const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('shop');
    for (let at = 0; at < 20; at += 1)
      tracer.startSpan('counted span', { attributes: { text: 'x'.repeat(300_000) } }).end();
    await processor.forceFlush();
    expect(transport.bodies.length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...transport.bodies.map(body => body.length))).toBeLessThan(1_500_000);
  });
});
