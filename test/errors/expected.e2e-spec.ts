import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { FailingModule, MaintenanceError } from './fixtures/failing.module.js';

describe.each(adapters)('On %s, an error that is expected', adapter => {
  let running: RunningTestApp;
  const asked: unknown[] = [];
  const expected = (error: unknown): boolean => {
    asked.push(error);
    if (error instanceof RangeError) throw new Error('a predicate that fails');
    return error instanceof MaintenanceError;
  };
  beforeAll(async () => {
    running = await testApp(FailingModule).on(adapter).observedWith({ errors: { expected } }).start();
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  const countedErrors = async () =>
    ((await running.telemetry.metrics()).get('application.errors') ?? [])
      .filter(({ value }) => value !== 0)
      .map(({ attributes }) => attributes['error.type']);

  it.each(['missing', 'forbidden', 'maintenance'])('(%s) is one in no signal', async path => {
    const { status } = await running.client.get(`/prints/${path}`);
    const spans = running.telemetry.spans();

    expect(status).toBe({ missing: 404, forbidden: 403, maintenance: 500 }[path]);
    expect(spans.filter(span => span.status !== 'unset' || span.events.length > 0)).toEqual([]);
    expect(running.telemetry.logs().map(({ level }) => level)).toEqual(['warn']);
    expect(await countedErrors()).toEqual([]);
    const durations = (await running.telemetry.metrics()).get('http.server.request.duration') ?? [];
    const [request] = durations.filter(({ count }) => count !== 0);
    expect(request?.attributes).toMatchObject({ 'http.response.status_code': status });
    expect(request?.attributes).not.toHaveProperty('error.type');
  });

  it('is asked for by the error itself; what the predicate throws makes no difference', async () => {
    asked.length = 0;
    expect((await running.client.get('/prints/shared')).status).toBe(500);
    expect(asked[0]).toBeInstanceOf(RangeError);
    expect(await countedErrors()).toEqual(['RangeError']);
    expect(running.telemetry.spans()[0]?.status).toBe('error');
  });
});
