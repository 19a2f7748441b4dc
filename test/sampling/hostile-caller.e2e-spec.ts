import { setEnvironment } from '../support/environment.js';
import { adapters } from '../support/test-app.js';
import { sampledApp, type SampledApp } from './sampled-app.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const withFlag = (flag: string) => ({ traceparent: `00-${traceId}-${spanId}-${flag}` });

describe.each(adapters)('A caller whom nobody trusts, on %s', adapter => {
  let app: SampledApp;
  let restore: () => void;
  beforeEach(() => void (restore = setEnvironment({})));
  afterEach(async () => {
    await app.finish();
    restore();
  });

  const strangers = { propagation: {} };
  const serverSpans = () => app.receiver.spans.filter(({ kind }) => kind === 'server');

  it('with the flag 01 has nothing recorded that the ratio does not choose', async () => {
    app = await sampledApp(adapter, { ...strangers, tracing: { ratio: 0 } });
    for (let count = 0; count < 20; count += 1) await app.client.get('/plain', withFlag('01'));
    await app.finish();
    expect(app.told()).toEqual([]);
  });

  it('with the flag 00 hides nothing, errors included', async () => {
    app = await sampledApp(adapter, strangers);
    for (let count = 0; count < 10; count += 1) await app.client.get('/plain', withFlag('00'));
    await app.client.get('/broken', withFlag('00'));
    await app.finish();
    expect(serverSpans()).toHaveLength(11);
  });

  it('hides no error at a ratio of nothing either, when the end decides', async () => {
    app = await sampledApp(adapter, { ...strangers, tracing: { ratio: 0 }, sampling: { tail: true } });
    await app.client.get('/plain', withFlag('01'));
    await app.client.get('/broken', withFlag('00'));
    await app.finish();
    expect(app.told()).toEqual(['GET /broken (error)', 'work (error)']);
  });

  it.each(['00', '01'])('changes no ratio with the flag %s, nor merges traces with one id', async flag => {
    app = await sampledApp(adapter, { ...strangers, tracing: { ratio: 0.3 } });
    for (let count = 0; count < 200; count += 1) await app.client.get('/plain', withFlag(flag));
    await app.finish();
    const traces = new Set(serverSpans().map(span => span.traceId));
    // Six standard deviations either side of 60.
    expect(traces.size).toBeGreaterThan(20);
    expect(traces.size).toBeLessThan(100);
    expect(serverSpans()).toHaveLength(traces.size);
    expect(traces).not.toContain(traceId);
    for (const { links, parentSpanId } of serverSpans()) {
      expect(parentSpanId).toBeUndefined();
      expect(links).toEqual([expect.objectContaining({ traceId, spanId })]);
    }
  });

  it('is linked to without the text of its state, and its baggage stays outside', async () => {
    app = await sampledApp(adapter, { ...strangers, propagation: { baggage: { keys: ['tenant'] } } });
    const { headers } = { headers: { ...withFlag('01'), tracestate: 'evil=1', baggage: 'tenant=acme' } };
    const answer = (await app.client.get('/plain', headers)).json<Record<string, string>>();
    await app.finish();
    expect(answer).toEqual({ traceparent: expect.not.stringContaining(traceId) });
    expect(
      JSON.stringify(app.receiver.spans, (_, value) => (typeof value === 'bigint' ? 0 : value)),
    ).not.toContain('evil');
  });

  it.each([
    ['in a range', ['10.0.0.0/8', '127.0.0.0/8'], true],
    ['outside of every range', ['10.0.0.0/8', '::1/128'], false],
    ['by its address alone', ['127.0.0.1'], true],
    ['by a function', (): boolean => true, true],
    ['by no function', (): boolean => false, false],
    ['by a function that answers something else', (() => 'yes') as never, false],
    [
      'by a function that throws',
      () => {
        throw new Error('no');
      },
      false,
    ],
    ['always', 'always', true],
    ['never', 'never', false],
  ] as const)('is another one than one that is trusted %s', async (_how, trust, continues) => {
    app = await sampledApp(adapter, { propagation: { trust } });
    await app.client.get('/plain', withFlag('01'));
    await app.finish();
    expect(
      serverSpans().map(span => [span.traceId === traceId, span.parentSpanId, span.links.length]),
    ).toEqual([continues ? [true, spanId, 0] : [false, undefined, 1]]);
  });

  it('may be named by whoever runs the service', async () => {
    restore();
    restore = setEnvironment({ OBSERVABILITY_PROPAGATION_TRUST: '10.0.0.0/8, 127.0.0.1' });
    app = await sampledApp(adapter, { propagation: { trust: 'never' } });
    await app.client.get('/plain', withFlag('01'));
    await app.finish();
    expect(serverSpans()[0]?.traceId).toBe(traceId);
  });
});
