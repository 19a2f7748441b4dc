import { setEnvironment } from '../support/environment.js';
import { adapters } from '../support/test-app.js';
import { sampledApp, type SampledApp } from './sampled-app.js';

describe.each(adapters)('At a ratio of nothing, and decided at the end, on %s', adapter => {
  let app: SampledApp | undefined;
  let restore: () => void;
  beforeEach(() => void (restore = setEnvironment({})));
  afterEach(async () => {
    await app?.finish();
    app = undefined;
    restore();
  });

  const start = async (sampling: Parameters<typeof sampledApp>[1]['sampling'] = { tail: true }) =>
    (app = await sampledApp(adapter, {
      tracing: { ratio: 0 },
      sampling,
      identify: (request: never) => {
        const id = (request as { headers: Record<string, string> }).headers['x-user'];
        return id ? { id, tenant: `${id}-inc` } : undefined;
      },
    }));

  it('what is of no interest leaves no span, and says so to services further on', async () => {
    const { client, finish, told } = await start();
    const { traceparent } = (await client.get('/plain')).json<{ traceparent: string }>();
    await client.get('/nowhere');
    await finish();
    expect(traceparent).toMatch(/-00$/);
    expect(told()).toEqual([]);
  });

  it('a failure is kept, with everything around it', async () => {
    const { client, finish, told, receiver } = await start();
    await client.get('/plain');
    await client.get('/broken');
    await finish();
    expect(told()).toEqual(['GET /broken (error)', 'work (error)']);
    expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it('a failure inside is kept although the answer was fine', async () => {
    const { client, finish, told } = await start();
    await client.get('/mended');
    await finish();
    expect(told()).toEqual(['GET /mended (error)', 'attempt (error)']);
  });

  it('what is slow is kept, by the threshold of its route', async () => {
    const { client, finish, told } = await start({
      tail: { slow: { threshold: 20_000, routes: { '/slow/:what': 40 } } },
    });
    await client.get('/slow/a?ms=60');
    await client.get('/slow/b?ms=0');
    await client.get('/plain');
    await finish();
    // A machine under load may make the quick one slow too; never the other way round.
    expect(told()).toContain('GET /slow/:what (slow)');
    expect(told().filter(name => !name.startsWith('GET /slow'))).toEqual([]);
  });

  it('nothing is slow where that is turned off', async () => {
    const { client, finish, told } = await start({
      tail: { slow: { threshold: 5, routes: { '/slow/:what': false } } },
    });
    await client.get('/slow/a?ms=30');
    await finish();
    expect(told()).toEqual([]);
  });

  it('what was audited is kept', async () => {
    const { client, finish, told } = await start();
    await client.post('/audited', {});
    await finish();
    expect(told().length).toBeGreaterThan(0);
    expect(told().every(name => name.endsWith('(audited)'))).toBe(true);
    expect(told()).toContain('POST /audited (audited)');
  });

  it.each(['/marked', '/marked-by-context'])('what the application marks is kept: %s', async path => {
    const { client, finish, told } = await start();
    await client.get('/plain');
    await client.get(path);
    await finish();
    expect(told()).toContain(`GET ${path} (marked)`);
    expect(told().some(name => name.includes('plain'))).toBe(false);
  });

  it('rules choose by what is known at the end, the first that fits', async () => {
    const { client, finish, told } = await start({
      tail: true,
      rules: [
        { attributes: { role: ['guest', 'guest-error'] }, keep: 'never' },
        { attributes: { role: 'admin' }, keep: 'always' },
        { attributes: { 'tenant.id': ['ann-inc'] }, keep: 'always' },
      ],
    });
    for (const role of ['admin', 'clerk', 'guest', 'guest-error']) await client.get(`/role/${role}`);
    await client.get('/plain', { 'x-user': 'ann' });
    await client.get('/plain', { 'x-user': 'bob' });
    await finish();
    expect(told()).toEqual(['GET /plain (rule)', 'GET /role/:role (rule)', 'work (rule)', 'work (rule)']);
  });

  it('rules choose by route and method at the start, and services further on hear of it', async () => {
    const { client, finish, told } = await start({
      tail: true,
      rules: [
        { route: '/plain', method: 'get', keep: 'always' },
        { route: '/broken', keep: 'never' },
      ],
    });
    const { traceparent } = (await client.get('/plain')).json<{ traceparent: string }>();
    await client.get('/broken');
    await client.get('/mended');
    await finish();
    expect(traceparent).toMatch(/-01$/);
    expect(told()).toEqual(['GET /mended (error)', 'GET /plain (rule)', 'attempt (error)', 'work (rule)']);
  });

  it('a span that ends after its trace was decided follows, and one that fails keeps itself', async () => {
    const { client, finish, told } = await start();
    await client.get('/late');
    await client.get('/late?fail=1');
    await new Promise(resolve => setTimeout(resolve, 200));
    await finish();
    expect(told()).toEqual(['GET /late (marked)', 'afterwards (error)', 'afterwards (marked)']);
  });

  it('a trace that comes in twice is decided each time, and kept from the failure on', async () => {
    const { client, finish, told, port } = await start();
    await client.get(`/call?port=${port}`);
    await finish();
    expect(told()).toEqual(['GET (error)', 'GET /broken (error)', 'GET /call (error)', 'work (error)']);
  });

  it('a probe leaves nothing, nor does what it does', async () => {
    const { client, finish, told } = await start({ tail: true, rules: [{ keep: 'always' }] });
    await client.get('/healthz');
    await client.get('/metrics');
    await finish();
    expect(told()).toEqual([]);
  });

  it('a bucket names a request that was kept, and none that was not', async () => {
    const { client } = await start();
    await client.get('/plain');
    await client.get('/broken');
    const page = (await client.get('/metrics', { accept: 'application/openmetrics-text; version=1.0.0' }))
      .text;
    const exemplars = page.split('\n').filter(line => line.includes('# {trace_id='));
    expect(exemplars).toHaveLength(1);
    expect(exemplars[0]).toContain('http_route="/broken"');
  });

  it('a bucket names no request that the start chose and the end forbade', async () => {
    app = await sampledApp(adapter, {
      tracing: { ratio: 1 },
      sampling: { tail: true, rules: [{ attributes: { role: 'guest' }, keep: 'never' }] },
    });
    await app.client.get('/role/guest');
    await app.client.get('/plain');
    const { text } = await app.client.get('/metrics', {
      accept: 'application/openmetrics-text; version=1.0.0',
    });
    await app.finish();
    const named = [...text.matchAll(/# \{trace_id="([0-9a-f]{32})"/g)].map(([, id]) => id);
    expect(new Set(named)).toEqual(new Set(app.receiver.spans.map(({ traceId }) => traceId)));
    expect(named).toHaveLength(1);
  });

  it('what was decided is counted', async () => {
    const { client } = await start();
    await client.get('/plain');
    await client.get('/broken');
    const page = (await client.get('/metrics')).text;
    const value = (line: string) => new RegExp(`^${line} (\\d+)`, 'm').exec(page)?.[1];
    expect(value('nestjs_observability_sampling_traces_total\\{[^}]*sampling_reason="error"[^}]*\\}')).toBe(
      '1',
    );
    expect(value('nestjs_observability_sampling_traces_total\\{[^}]*sampling_reason="none"[^}]*\\}')).toBe(
      '1',
    );
    expect(value('nestjs_observability_sampling_limited_total\\{[^}]*sampling_limit="bytes"[^}]*\\}')).toBe(
      '0',
    );
    expect(page).toMatch(/_total\{[^}]*drop_reason="sampled_out"[^}]*\} 2$/m);
    expect(value('nestjs_observability_sampling_buffered_bytes(?:\\{[^}]*\\})?')).toBe('0');
  });
});

describe.each(adapters)('At a full ratio, and decided at the end, on %s', adapter => {
  it('everything leaves, once, and says that the ratio chose it', async () => {
    const restore = setEnvironment({});
    const { client, finish, told } = await sampledApp(adapter, { sampling: { tail: true } });
    const { traceparent } = (await client.get('/plain')).json<{ traceparent: string }>();
    await client.get('/broken');
    await finish();
    restore();
    expect(traceparent).toMatch(/-01$/);
    expect(told()).toEqual(['GET /broken (ratio)', 'GET /plain (ratio)', 'work (ratio)', 'work (ratio)']);
  });
});
