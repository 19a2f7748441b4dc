import { context, diag, DiagLogLevel, type DiagLogger } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ExportResultCode, isTracingSuppressed, type ExportResult } from '@opentelemetry/core';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { SamplingDecision, TracerProvider, type Sampler } from '@opentelemetry/sdk-trace';
import { setTimeout as wait } from 'node:timers/promises';
import type { EncodedSpans } from './encoded-spans.js';
import { EncodingSpanProcessor, type EncodedSpanExporter } from './encoding-span-processor.js';

/** Answers at once, or as late as it is told. */
class KeptExports implements EncodedSpanExporter {
  readonly sizes: number[] = [];
  readonly suppressed: boolean[] = [];
  readonly attributes: unknown[] = [];
  readonly unanswered: ((result: ExportResult) => void)[] = [];
  mostAtOnce = 0;
  shutdowns = 0;
  answer: ExportResult | undefined = { code: ExportResultCode.SUCCESS };

  export(spans: EncodedSpans, done: (result: ExportResult) => void): void {
    this.sizes.push(spans.length);
    this.attributes.push(spans.resource.attributes);
    this.suppressed.push(isTracingSuppressed(context.active()));
    if (this.answer) return done(this.answer);
    this.unanswered.push(done);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.unanswered.length);
  }

  async shutdown(): Promise<void> {
    this.shutdowns += 1;
  }

  answerAll(): void {
    this.answer = { code: ExportResultCode.SUCCESS };
    for (const done of this.unanswered.splice(0)) done(this.answer);
  }
}

const limits = { scheduledDelayMs: 20, exportTimeoutMs: 1_000, maxQueueSize: 2_048, maxExportBatchSize: 512 };

function started(more: Partial<typeof limits> = {}, given: { resource?: Resource; sampler?: Sampler } = {}) {
  const exports = new KeptExports();
  const processor = new EncodingSpanProcessor(exports, { ...limits, ...more });
  const tracer = new TracerProvider({ ...given, spanProcessors: [processor] }).getTracer('shop');
  const end = (count: number): void => {
    for (let at = 0; at < count; at += 1) tracer.startSpan('work').end();
  };
  return { exports, processor, end };
}

describe('the encoding span processor', () => {
  const warnings: string[] = [];
  const warned = (text: string): void => void warnings.push(text);
  const ignored = (): void => undefined;
  const logger: DiagLogger = { error: warned, warn: warned, info: ignored, debug: ignored, verbose: ignored };
  beforeEach(() => {
    warnings.length = 0;
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  });
  afterEach(() => {
    context.disable();
    diag.disable();
  });

  it('sends a full batch at once and the rest after the delay', async () => {
    const { exports, end } = started();
    end(600);
    expect(exports.sizes).toEqual([512]);
    await wait(100);
    expect(exports.sizes).toEqual([512, 88]);
  });

  it('sends one batch at a time, drops what does not fit and says so', async () => {
    const { exports, end, processor } = started({ maxQueueSize: 1_000, maxExportBatchSize: 300 });
    exports.answer = undefined;
    end(10_000);
    expect(exports.sizes).toEqual([300]);
    expect(exports.mostAtOnce).toBe(1);
    exports.answerAll();
    await processor.forceFlush();
    expect(exports.sizes).toEqual([300, 300, 300, 300, 100]);
    expect(warnings).toEqual(['Dropped 8700 spans because 1000 were waiting already']);
  });

  it('drops nothing of 10,000 spans in a tick when the queue is long enough', async () => {
    const { exports, end, processor } = started({ maxQueueSize: 20_000 });
    exports.answer = undefined;
    end(10_000);
    const flushed = processor.forceFlush();
    exports.answerAll();
    await flushed;
    expect(exports.sizes.reduce((sum, size) => sum + size)).toBe(10_000);
    expect(warnings).toEqual([]);
  });

  it('traces nothing of its own requests', async () => {
    const { exports, end, processor } = started({ maxExportBatchSize: 2 });
    end(3);
    await processor.forceFlush();
    expect(exports.suppressed).toEqual([true, true]);
  });

  it('goes on after an export that failed or was never answered', async () => {
    const { exports, end } = started({ exportTimeoutMs: 30, maxExportBatchSize: 2 });
    exports.answer = { code: ExportResultCode.FAILED, error: new Error('refused') };
    end(2);
    await wait(0);
    exports.answer = undefined;
    end(2);
    await wait(80);
    exports.answer = { code: ExportResultCode.SUCCESS };
    end(1);
    await wait(80);
    expect(exports.sizes).toEqual([2, 2, 1]);
    expect(warnings.map(text => (JSON.parse(text) as Error).message)).toEqual([
      'refused',
      'Spans were not sent in time',
    ]);
  });

  it('sends on shutdown what is left, at once, and then nothing more', async () => {
    const { exports, end, processor } = started({ maxExportBatchSize: 100, scheduledDelayMs: 60_000 });
    exports.answer = undefined;
    end(950);
    const first = processor.shutdown();
    end(5);
    await wait(0);
    expect(exports.mostAtOnce).toBe(10);
    expect(exports.shutdowns).toBe(0);
    exports.answerAll();
    await Promise.all([first, processor.shutdown(), processor.forceFlush()]);
    expect(exports.shutdowns).toBe(1);
    expect(exports.sizes).toEqual([...Array<number>(9).fill(100), 50]);
  });

  it('tells who waits that the last export failed, and ends the exporter all the same', async () => {
    const { exports, end, processor } = started({ maxExportBatchSize: 1 });
    end(1);
    exports.answer = { code: ExportResultCode.FAILED, error: new Error('refused') };
    await wait(0);
    end(3);
    await expect(processor.shutdown()).rejects.toThrow('refused');
    expect(exports.sizes).toHaveLength(4);
    expect(exports.shutdowns).toBe(1);
  });

  it('waits for what the resource still finds out', async () => {
    let found: (id: string) => void = ignored;
    const id = new Promise<string>(resolve => void (found = resolve));
    const { exports, end, processor } = started(
      {},
      { resource: resourceFromAttributes({ 'container.id': id }) },
    );
    end(1);
    const flushed = processor.forceFlush();
    await wait(10);
    expect(exports.sizes).toEqual([]);
    found('c0ffee');
    await flushed;
    expect(exports.attributes).toEqual([{ 'container.id': 'c0ffee' }]);
  });

  it('leaves out spans that are recorded but not sampled', async () => {
    const sampler = { shouldSample: () => ({ decision: SamplingDecision.RECORD }), toString: () => 'record' };
    const { exports, end, processor } = started({}, { sampler });
    end(3);
    await processor.forceFlush();
    expect(exports.sizes).toEqual([]);
  });
});
