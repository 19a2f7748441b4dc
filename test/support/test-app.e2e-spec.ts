import { Controller, Get, Logger, Module, Res } from '@nestjs/common';
import { ObservabilityModule } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { adapters, testApp, type RunningTestApp } from './test-app.js';

@Controller()
class PagesController {
  private readonly logger = new Logger('Pages');

  @Get('page')
  page() {
    this.logger.log('page shown');
    return { page: 1 };
  }

  @Get('never')
  async never() {
    await sleep(60_000, undefined, { ref: false });
  }

  @Get('drip')
  drip(@Res() response: ServerResponse | { raw: ServerResponse }) {
    const raw = 'raw' in response ? response.raw : response;
    raw.writeHead(200).write('first');
  }
}

@Module({ controllers: [PagesController] })
class PagesModule {}

describe.each(adapters)('a test app on %s', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => {
    running = await testApp(PagesModule)
      .on(adapter)
      .with(app => void app.setGlobalPrefix('v1'))
      .start();
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  it('has recorded a request in every signal when the answer is there', async () => {
    const { client, telemetry } = running;
    const response = await client.get('/v1/page', { 'x-request-id': 'from-the-test' });
    expect([response.status, response.json()]).toEqual([200, { page: 1 }]);
    expect(telemetry.tree()).toBe('GET /v1/page [server] 200');
    expect(telemetry).toHaveLogLine(
      { status: 200, route: '/v1/page', request_id: 'from-the-test' },
      { times: 1 },
    );
    expect(telemetry).toHaveLogLine({ msg: 'page shown', request_id: 'from-the-test' }, { times: 1 });
    const points = (await telemetry.metrics()).get('http.server.request.duration');
    expect(points).toEqual([expect.objectContaining({ count: 1, unit: 's' })]);
  });

  it('writes bytes that no client would', async () => {
    const { client, telemetry } = running;
    const answer = await client.raw(
      'POST /v1/page HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(telemetry).toHaveOneServerSpan({ status: Number(answer.slice(9, 12)) });
  });

  it.each([
    ['when received', '/v1/never'],
    ['when answering', '/v1/drip'],
  ] as const)('leaves a request %s', async (leave, path) => {
    const { client, telemetry } = running;
    await client.abort(path, leave);
    expect(telemetry).toHaveOneServerSpan({ name: `GET ${path}` });
    expect(telemetry).toHaveNoOpenSpans();
  });
});

describe('a test app', () => {
  it('rejects when the application does not start', async () => {
    const start = testApp(PagesModule)
      .observedWith({ http: { requestIdHeader: 7 as never } })
      .start();
    await expect(start).rejects.toThrow('requestIdHeader');
  });

  it('takes a module that brings its own observability', async () => {
    const logging = { destination: { write: () => true } };
    @Module({ imports: [PagesModule, ObservabilityModule.forRoot({ logging })] })
    class OwnModule {}
    const running = await testApp(OwnModule).observedWith('own').start();
    await running.client.get('/page');
    expect(running.telemetry).toHaveOneServerSpan({ name: 'GET /page' });
    await running.stop();
    await running.stop();
  });
});
