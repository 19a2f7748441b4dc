import { parseExposition } from '../../../../test/support/exposition/parse-exposition.js';
import { meterReadBy } from '../../../../test/support/metric-source.js';
import { describeUnless } from '../../../../test/support/describe-unless.js';
import { promtoolComplaints, promtoolMissing } from '../../../../test/support/promtool.js';
import { FaultLog } from '../core/fault-log.js';
import { createMetricsEndpoint } from './metrics.endpoint.js';
import { SharedMetricReader } from './shared-metric-reader.js';

const withoutPromtool = promtoolMissing();
const GET = { method: 'GET', headers: {} };
const OPENMETRICS = { accept: 'application/openmetrics-text;version=1.0.0' };

function counting(): { reader: SharedMetricReader; collections: () => number } {
  const reader = new SharedMetricReader();
  let collections = 0;
  meterReadBy(reader)
    .createObservableCounter('collections', { description: 'Collections so far.' })
    .addCallback(result => result.observe((collections += 1)));
  return { reader, collections: () => collections };
}

describe('the metrics endpoint', () => {
  test('answers text to whoever does not ask for more', async () => {
    const reply = await createMetricsEndpoint(counting())(GET);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    parseExposition(reply.body, 'text');
  });

  test('answers OpenMetrics when asked, and says that the answer depends on the question', async () => {
    const reply = await createMetricsEndpoint(counting())({ method: 'GET', headers: OPENMETRICS });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      vary: 'accept',
    });
    parseExposition(reply.body, 'openmetrics');
  });

  test('takes an Accept header in several lines', async () => {
    const headers = { accept: ['text/plain;q=0.1', OPENMETRICS.accept] };
    const reply = await createMetricsEndpoint(counting())({ method: 'GET', headers });
    expect(reply.headers['content-type']).toContain('openmetrics');
  });

  test('answers HEAD without a body and refuses what would change something', async () => {
    const endpoint = createMetricsEndpoint(counting());
    expect(await endpoint({ method: 'HEAD', headers: {} })).toMatchObject({ status: 200, body: '' });
    const refusal = await endpoint({ method: 'POST', headers: {} });
    expect(refusal).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  test('shows at once what has just been recorded', async () => {
    const endpoint = createMetricsEndpoint(counting());
    for (const expected of [1, 2, 3]) {
      expect((await endpoint(GET)).body).toContain(`collections_total ${expected}\n`);
    }
  });

  test('collects once for parallel scrapes, in whatever format', async () => {
    const source = counting();
    const endpoint = createMetricsEndpoint(source);
    await Promise.all([endpoint(GET), endpoint({ method: 'GET', headers: OPENMETRICS }), endpoint(GET)]);
    expect(source.collections()).toBe(1);
  });

  test('builds one page for parallel scrapes', async () => {
    const { reader } = counting();
    let asked = 0;
    const collect = (): ReturnType<SharedMetricReader['collect']> => {
      asked += 1;
      return reader.collect();
    };
    const endpoint = createMetricsEndpoint({ reader: { collect } });
    await Promise.all(Array.from({ length: 50 }, () => endpoint(GET)));
    expect(asked).toBe(1);
  });

  test('spends about a tenth of its time on pages, however often it is asked', async () => {
    const { reader } = counting();
    let asked = 0;
    const collect = async (): ReturnType<SharedMetricReader['collect']> => {
      asked += 1;
      await new Promise(resolve => setTimeout(resolve, 30));
      return reader.collect();
    };
    const endpoint = createMetricsEndpoint({ reader: { collect } });
    const start = performance.now();
    for (let scrape = 0; scrape < 1_000; scrape += 1) expect((await endpoint(GET)).status).toBe(200);
    const windows = Math.ceil((performance.now() - start) / 1_000);
    expect(asked).toBeGreaterThanOrEqual(2);
    expect(asked).toBeLessThanOrEqual(4 * windows);
  });

  test('is fresh again a second after it was hammered', async () => {
    const { reader } = counting();
    const collect = async (): ReturnType<SharedMetricReader['collect']> => {
      await new Promise(resolve => setTimeout(resolve, 150));
      return reader.collect();
    };
    const endpoint = createMetricsEndpoint({ reader: { collect } });
    const first = await endpoint(GET);
    expect((await endpoint(GET)).body).toBe(first.body);
    await new Promise(resolve => setTimeout(resolve, 1_000));
    expect((await endpoint(GET)).body).not.toBe(first.body);
  });

  test('answers 500 without a word from inside, reports why, and recovers', async () => {
    const faults = new FaultLog();
    const { reader } = counting();
    let broken = true;
    const collect = (): ReturnType<SharedMetricReader['collect']> =>
      broken ? Promise.reject(new Error('password=hunter2')) : reader.collect();
    const endpoint = createMetricsEndpoint({ reader: { collect }, faults });
    const reply = await endpoint(GET);
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('hunter2');
    expect(faults.counts().get('metrics page')).toBe(1);
    broken = false;
    expect((await endpoint(GET)).status).toBe(200);
  });

  test('reports a metric that cannot be shown', async () => {
    const faults = new FaultLog();
    const reader = new SharedMetricReader();
    const meter = meterReadBy(reader);
    meter.createUpDownCounter('a.b').add(1);
    meter.createHistogram('a_b').record(1);
    await createMetricsEndpoint({ reader, faults })(GET);
    expect(faults.counts().get('metric names')).toBe(1);
  });
});

describeUnless(withoutPromtool)('promtool check metrics', () => {
  test('finds nothing wrong with the answer', async () => {
    expect(promtoolComplaints((await createMetricsEndpoint(counting())(GET)).body)).toBe('');
  });
});
