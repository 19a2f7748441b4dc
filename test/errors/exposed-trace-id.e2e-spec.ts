import { Catch, Module, type ArgumentsHost } from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { FailingModule, MaintenanceError } from './fixtures/failing.module.js';

/** Of the whole application. */
@Catch(MaintenanceError)
class MaintenanceFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_: MaintenanceError, context: ArgumentsHost): void {
    this.host.httpAdapter.reply(context.getArgByIndex(1), { back: 'at eight' }, 503);
  }
}

@Module({ imports: [FailingModule], providers: [{ provide: APP_FILTER, useClass: MaintenanceFilter }] })
class AppModule {}

describe.each(adapters)('On %s, the body of an error', adapter => {
  const bodyOf = async ({ client }: RunningTestApp, path: string) =>
    (await client.get(`/prints/${path}`)).json<Record<string, unknown>>();
  const start = (exposeTraceId: boolean) =>
    testApp(AppModule).on(adapter).observedWith({ errors: { exposeTraceId } }).start();

  describe('with errors.exposeTraceId', () => {
    let running: RunningTestApp;
    beforeAll(async () => void (running = await start(true)));
    beforeEach(() => running.telemetry.clear());
    afterAll(() => running.stop());

    const traceId = () => running.telemetry.spans()[0]?.traceId;

    it('has the trace id when the server is to blame', async () => {
      const unknown = await bodyOf(running, '7');
      expect(unknown).toEqual({ statusCode: 500, message: 'Internal server error', traceId: traceId() });
      await running.telemetry.clear();
      const thrown = await bodyOf(running, 'unavailable');
      expect(thrown).toEqual({ reason: 'closed', traceId: traceId() });
      expect(traceId()).toMatch(/^[0-9a-f]{32}$/);
    });

    it('is left alone when the client is to blame', async () => {
      expect(await bodyOf(running, 'missing')).toEqual({ statusCode: 404, message: 'Not Found' });
      expect(await bodyOf(running, '7/nowhere')).not.toHaveProperty('traceId');
    });

    it('is left alone when a filter of the application answers, of the handler or of all', async () => {
      expect(await bodyOf(running, 'own-body')).toEqual({ sorry: true });
      expect(await bodyOf(running, 'maintenance')).toEqual({ back: 'at eight' });
    });
  });

  it('has no trace id when nobody asks for it', async () => {
    const running = await start(false);
    expect(await bodyOf(running, '7')).toEqual({ statusCode: 500, message: 'Internal server error' });
    await running.stop();
  });
});
