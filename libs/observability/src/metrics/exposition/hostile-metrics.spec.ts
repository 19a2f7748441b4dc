import { MeterProvider } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { Counter, Gauge, Registry } from 'prom-client';
import { parseExposition } from '../../../../../test/support/exposition/parse-exposition.js';
import { describeUnless } from '../../../../../test/support/describe-unless.js';
import { promtoolComplaints, promtoolMissing } from '../../../../../test/support/promtool.js';
import { FaultLog } from '../../core/fault-log.js';
import { CardinalityGovernor } from '../cardinality/cardinality-governor.js';
import { GovernedMeterProvider } from '../cardinality/governed-meter-provider.js';
import { PromClientLimits } from '../cardinality/prom-client-limits.js';
import { PromClientProducer } from '../prom-client-producer.js';
import { SharedMetricReader } from '../shared-metric-reader.js';
import { Exposition } from './exposition.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '"} 1\ninjected 7\n#',
    '\\',
    '\n',
    '\0',
    '\ud800',
    '',
    '_OTHER',
    'le',
    '__proto__',
    'é',
    '="',
    '1',
  ),
);
const value = fc.oneof(
  fc.double(),
  fc.constantFrom<number>(Number.NaN, Infinity, -Infinity, -1, -0, Number.MAX_VALUE, 5e-324, 2 ** 60),
);
const record = fc.record({
  kind: fc.constantFrom('counter', 'gauge', 'histogram', 'updown', 'prom counter', 'prom gauge'),
  name: text,
  value,
  labels: fc.dictionary(text, fc.oneof(text, value, fc.boolean(), fc.array(text, { maxLength: 2 })), {
    maxKeys: 3,
  }),
});
type Recorded = typeof record extends fc.Arbitrary<infer T> ? T : never;

/** Both pages of whatever was recorded; nothing of it may throw. */
async function pagesOf(records: readonly Recorded[]): Promise<Record<'text' | 'openmetrics', string>> {
  const registry = new Registry();
  const governor = new CardinalityGovernor({ perLabel: 3, perMetric: 4, perProcess: 30 });
  const producer = new PromClientProducer(registry, { limits: new PromClientLimits(governor) });
  const reader = new SharedMetricReader({ producers: [producer], seriesLimit: 6 });
  const own = new MeterProvider({ readers: [reader] });
  const meter = new GovernedMeterProvider(own, { governor, faults: new FaultLog() }).getMeter('test');
  const registers = [registry];
  const counter = new Counter({ name: 'prom_counter_total', help: '"\n\\', labelNames: ['a'], registers });
  const gauge = new Gauge({ name: 'prom_gauge', help: 'any', labelNames: ['a'], registers });
  producer.govern();
  for (const { kind, name, value: amount, labels } of records) {
    const given = labels as Record<string, string>;
    if (kind === 'counter') meter.createCounter(name).add(amount, given);
    if (kind === 'gauge') meter.createGauge(name).record(amount, given);
    if (kind === 'histogram') meter.createHistogram(name).record(amount, given);
    if (kind === 'updown') meter.createUpDownCounter(name).add(amount, given);
    if (kind === 'prom gauge') gauge.set({ a: name }, amount);
    // prom-client itself refuses these, which is for the application to hear.
    if (kind === 'prom counter' && Number.isFinite(amount) && amount >= 0) counter.inc({ a: name }, amount);
  }
  const exposition = new Exposition((await reader.collect()).resourceMetrics);
  producer.release();
  return { text: exposition.write('text'), openmetrics: exposition.write('openmetrics') };
}

describe('A page of metrics that strangers had a part in', () => {
  it('keeps every rule of both formats, whatever the names, labels and values are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 10 }), async records => {
        const pages = await pagesOf(records);
        parseExposition(pages.text, 'text');
        parseExposition(pages.openmetrics, 'openmetrics');
        expect(`\n${pages.text}`).not.toMatch(/\ninjected/);
      }),
      { numRuns: 150 },
    );
  });
});

describeUnless(promtoolMissing())('Prometheus itself', () => {
  it('can read such a page', async () => {
    const samples = fc.sample(fc.array(record, { minLength: 30, maxLength: 60 }), { numRuns: 5, seed: 7 });
    for (const records of samples) {
      const { text: page } = await pagesOf(records);
      // What it says about style (help, units in names) is about names that strangers chose.
      expect(promtoolComplaints(page)).not.toMatch(/error while linting|parse error/i);
    }
  });
});
