import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { FailingModule } from './fixtures/failing.module.js';

const chain = ['GET /prints/:what', 'PrinterService.outer', 'PrinterService.middle', 'PrinterService.inner'];

describe.each(adapters)('On %s, an exception', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => void (running = await testApp(FailingModule).on(adapter).start()));
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  const exceptionsOf = () =>
    running.telemetry
      .spans()
      .flatMap(({ name, events }) =>
        events.map(({ name: event, attributes }) => ({ name, event, attributes })),
      );

  it('that crosses four spans is recorded on the innermost; the others are failed and name its type', async () => {
    await running.client.get('/prints/7');
    const spans = running.telemetry.spans();

    expect(spans.map(({ name, status }) => [name, status])).toEqual(chain.map(name => [name, 'error']));
    expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual(
      chain.map(() => 'OutOfPaperError'),
    );
    expect(exceptionsOf()).toEqual([
      {
        name: 'PrinterService.inner',
        event: 'exception',
        attributes: {
          'exception.type': 'OutOfPaperError',
          'exception.message': 'tray 7 password=[REDACTED]',
          'exception.stacktrace': expect.stringMatching(/Error: tray 7 password=\[REDACTED\]\n\s+at /),
          'exception.fingerprint': expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      },
    ]);
  });

  it.each(['shared', 'text'])('(%s) is recorded once in each trace that it ends', async what => {
    await running.client.get(`/prints/${what}`);
    await running.client.get(`/prints/${what}`);
    const traces = running.telemetry.spans().filter(({ events }) => events.length > 0);

    expect(traces.map(({ name }) => name)).toEqual(['PrinterService.inner', 'PrinterService.inner']);
    expect(new Set(traces.map(({ traceId }) => traceId)).size).toBe(2);
  });

  it('has the same fingerprint each time, and on the completion line', async () => {
    await running.client.get('/prints/7');
    await running.client.get('/prints/8');
    const fingerprints = exceptionsOf().map(({ attributes }) => attributes['exception.fingerprint']);
    const lines = running.telemetry.logs().map(({ err }) => (err as { fingerprint?: string }).fingerprint);

    expect(new Set([...fingerprints, ...lines]).size).toBe(1);
    expect([fingerprints.length, lines.length]).toEqual([2, 2]);
  });

  it('is counted once by type and route, also when the application recovers', async () => {
    for (const path of ['7', 'recovered', 'missing', 'unavailable', 'text'])
      await running.client.get(`/prints/${path}`);
    const points = (await running.telemetry.metrics()).get('application.errors') ?? [];
    const counts = points.map(({ attributes, value }) => [
      attributes['error.type'],
      attributes['http.route'],
      value,
    ]);

    expect(counts.filter(([, , value]) => value !== 0).sort()).toEqual([
      ['OutOfPaperError', '/prints/:what', 1],
      ['OutOfPaperError', '/prints/recovered', 1],
      ['ServiceUnavailableException', '/prints/unavailable', 1],
      ['string', '/prints/:what', 1],
    ]);
    expect((await running.client.get('/metrics')).text).toMatch(
      /^application_errors_total\{error_type="OutOfPaperError",http_route="\/prints\/recovered"\} \d+$/m,
    );
  });
});
