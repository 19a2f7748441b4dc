import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { Exposition } from './exposition/exposition.js';
import { startRuntimeMetrics } from './runtime-metrics.js';
import { SharedMetricReader } from './shared-metric-reader.js';

/** Node has it only behind a flag, which may be set late. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

async function page(reader: SharedMetricReader): Promise<string> {
  return new Exposition((await reader.collect()).resourceMetrics).write('text');
}

describe('startRuntimeMetrics', () => {
  test('reports heap, garbage collection and event loop to the given provider, without a loader hook', async () => {
    const reader = new SharedMetricReader();
    const runtime = startRuntimeMetrics(new MeterProvider({ readers: [reader] }));
    collectGarbage();
    // The event loop delay is sampled every 10 ms and reported from five samples on.
    await new Promise(resolve => setTimeout(resolve, 300));
    const text = await page(reader);
    runtime.stop();
    expect(text).toMatch(/^v8js_memory_heap_used_bytes\{v8js_heap_space_name="[a-z_]+"\} \d+$/m);
    expect(text).toMatch(/^nodejs_eventloop_delay_p99_seconds [\d.e-]+$/m);
    expect(text).toMatch(/^nodejs_eventloop_utilization_ratio [\d.e-]+$/m);
    expect(text).toMatch(/^v8js_gc_duration_seconds_count\{v8js_gc_type="\w+"\} \d+$/m);
  });

  test('says nothing more after it was stopped', async () => {
    const reader = new SharedMetricReader();
    startRuntimeMetrics(new MeterProvider({ readers: [reader] })).stop();
    expect(await page(reader)).not.toMatch(/^(v8js|nodejs)/m);
  });

  test('leaves the global provider alone', () => {
    const before = metrics.getMeterProvider();
    startRuntimeMetrics(new MeterProvider()).stop();
    expect(metrics.getMeterProvider()).toBe(before);
  });
});
