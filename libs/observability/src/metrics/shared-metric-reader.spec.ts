import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ExportResultCode, isTracingSuppressed, type ExportResult } from '@opentelemetry/core';
import { detectResources } from '@opentelemetry/resources';
import { AggregationTemporality, MeterProvider } from '@opentelemetry/sdk-metrics';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { meterReadBy } from '../../../../test/support/metric-source.js';
import { until } from '../../../../test/support/until.js';
import { FaultLog } from '../core/fault-log.js';
import { SharedMetricReader } from './shared-metric-reader.js';

/** An exporter that keeps what it gets and answers as it is told. */
class KeepingExporter implements PushMetricExporter {
  readonly received: ResourceMetrics[] = [];
  readonly suppressed: boolean[] = [];
  closed = false;

  constructor(readonly answer: ExportResult | 'never' | 'throw' = { code: ExportResultCode.SUCCESS }) {}

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    this.received.push(metrics);
    this.suppressed.push(isTracingSuppressed(context.active()));
    if (this.answer === 'throw') throw new Error('exporter broke');
    if (this.answer !== 'never') done(this.answer);
  }

  selectAggregationTemporality(): AggregationTemporality {
    return AggregationTemporality.DELTA;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    this.closed = true;
  }
}

function values({ scopeMetrics }: ResourceMetrics): unknown[] {
  return scopeMetrics.flatMap(({ metrics }) =>
    metrics.flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value)),
  );
}

function pushing(exporter: PushMetricExporter, interval = 60_000, timeout = 200): SharedMetricReader {
  return new SharedMetricReader({ push: { exporters: [exporter], interval, timeout } });
}

describe('SharedMetricReader', () => {
  test('collects once for everyone who asks at the same time', async () => {
    const reader = new SharedMetricReader();
    let observed = 0;
    meterReadBy(reader)
      .createObservableGauge('g')
      .addCallback(async result => {
        await new Promise(resolve => setTimeout(resolve, 5));
        result.observe((observed += 1));
      });
    const results = await Promise.all([reader.collect(), reader.collect(), reader.collect()]);
    expect(observed).toBe(1);
    expect(new Set(results).size).toBe(1);
    await reader.collect();
    expect(observed).toBe(2);
  });

  test('gives the page and the exporter the same running totals, though the exporter likes deltas better', async () => {
    const exporter = new KeepingExporter();
    const reader = pushing(exporter);
    const counter = meterReadBy(reader).createCounter('c');
    counter.add(1);
    await reader.forceFlush();
    counter.add(1);
    expect(values((await reader.collect()).resourceMetrics)).toEqual([2]);
    await reader.forceFlush();
    expect(exporter.received.map(values)).toEqual([[1], [2]]);
  });

  test('follows the exporter and sends deltas when nothing is scraped', async () => {
    const exporter = new KeepingExporter();
    const reader = new SharedMetricReader({ scraped: false, push: { exporters: [exporter] } });
    const counter = meterReadBy(reader).createCounter('c');
    for (const value of [1, 5]) {
      counter.add(value);
      await reader.forceFlush();
    }
    expect(exporter.received.map(values)).toEqual([[1], [5]]);
  });

  test('pushes on its own at each interval, without tracing its own requests', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const exporter = new KeepingExporter();
    const reader = pushing(exporter, 10);
    meterReadBy(reader).createCounter('c').add(1);
    await until(() => exporter.received.length >= 2, { describe: () => 'two exports' });
    await reader.shutdown();
    context.disable();
    expect(exporter.suppressed).not.toContain(false);
  });

  test('pushes to each of several exporters, and one that fails does not stop the other', async () => {
    const broken = new KeepingExporter('throw');
    const fine = new KeepingExporter();
    const faults = new FaultLog();
    const reader = new SharedMetricReader({ faults, push: { exporters: [broken, fine] } });
    meterReadBy(reader).createCounter('c').add(1);
    await reader.forceFlush();
    expect(fine.received).toHaveLength(1);
    expect(faults.counts().get('metric export')).toBe(1);
  });

  test('does not start an export while the last one is still under way', async () => {
    const exporter = new KeepingExporter('never');
    const reader = pushing(exporter, 20, 20_000);
    meterReadBy(reader).createCounter('c').add(1);
    await until(() => exporter.received.length === 1, { describe: () => 'the first export' });
    // The timeout is cut down to the interval, so at most every second tick finds the way free.
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(exporter.received.length).toBeLessThanOrEqual(10);
    await reader.shutdown({ timeoutMillis: 1 });
  });

  test('counts failed exports and reports them once a minute', async () => {
    const reports: unknown[][] = [];
    const faults = new FaultLog((...report) => reports.push(report));
    const refusal = new Error('503');
    const exporter = new KeepingExporter({ code: ExportResultCode.FAILED, error: refusal });
    const reader = new SharedMetricReader({ faults, push: { exporters: [exporter] } });
    meterReadBy(reader).createCounter('c').add(1);
    for (let run = 0; run < 5; run += 1) await reader.forceFlush();
    expect(faults.counts().get('metric export')).toBe(5);
    expect(reports).toEqual([['metric export', refusal, 1]]);
  });

  test('pushes the last values at shutdown, then closes the exporter', async () => {
    const exporter = new KeepingExporter();
    const reader = pushing(exporter);
    meterReadBy(reader).createCounter('c').add(7);
    await reader.shutdown();
    expect(exporter.received.map(values)).toEqual([[7]]);
    expect(exporter.closed).toBe(true);
    await expect(reader.collect()).rejects.toThrow('shutdown');
  });

  test.each(['never', 'throw', { code: ExportResultCode.FAILED }] as const)(
    'is flushed and shut down within the deadline, without rejecting, when the exporter answers %j',
    async answer => {
      const reader = pushing(new KeepingExporter(answer), 60_000, 10_000);
      meterReadBy(reader).createCounter('c').add(1);
      const start = performance.now();
      await reader.forceFlush({ timeoutMillis: 50 });
      await reader.shutdown({ timeoutMillis: 50 });
      expect(performance.now() - start).toBeLessThan(1_000);
    },
  );

  test('never keeps the process alive, not even with an export under way that nobody answers', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length;
    const before = timers();
    const exporter = new KeepingExporter('never');
    const reader = pushing(exporter, 10, 10_000);
    meterReadBy(reader).createCounter('c').add(1);
    await until(() => exporter.received.length === 1, { describe: () => 'an export' });
    expect(timers()).toBe(before);
    await reader.shutdown({ timeoutMillis: 1 });
    expect(timers()).toBe(before);
  });

  test('reports a callback that throws and collects the rest', async () => {
    const faults = new FaultLog();
    const reader = new SharedMetricReader({ faults });
    const meter = meterReadBy(reader);
    meter.createObservableGauge('bad').addCallback(() => {
      throw new Error('callback broke');
    });
    meter.createCounter('good').add(1);
    expect(values((await reader.collect()).resourceMetrics)).toEqual([1]);
    expect(faults.counts().get('metric collection')).toBe(1);
  });

  test('gives a callback that hangs no longer than the collect timeout', async () => {
    const reader = new SharedMetricReader({ collectTimeout: 20 });
    const meter = meterReadBy(reader);
    meter.createObservableGauge('hanging').addCallback(() => new Promise(() => undefined));
    meter.createCounter('good').add(1);
    expect(values((await reader.collect()).resourceMetrics)).toEqual([1]);
  });

  test('waits for a resource that is still being detected', async () => {
    const late = new Promise<string>(resolve => setTimeout(() => resolve('h-1'), 10));
    const resource = detectResources({
      detectors: [{ detect: () => ({ attributes: { 'host.id': late } }) }],
    });
    const reader = new SharedMetricReader();
    new MeterProvider({ readers: [reader], resource }).getMeter('test').createCounter('c').add(1);
    const { resourceMetrics } = await reader.collect();
    expect(resourceMetrics.resource.attributes).toEqual({ 'host.id': 'h-1' });
  });
});
