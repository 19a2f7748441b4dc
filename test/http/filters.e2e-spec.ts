import { Catch, Module, Scope, type ArgumentsHost, type Type } from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { OutOfPaperError, TeapotFilter } from './fixtures/broken.controller.js';
import { EdgeModule, underPrefix } from './fixtures/edge.module.js';
import { edgeCases } from './support/edge-cases.js';
import { expectOneRequest } from './support/expect-one-request.js';
import { send } from './support/send.js';

const appFilter = (scope: Scope): Type => {
  @Module({ imports: [EdgeModule], providers: [{ provide: APP_FILTER, useClass: TeapotFilter, scope }] })
  class FilteredModule {}
  return FilteredModule;
};

/** Does what many projects do: logs, and answers everything with a body of their own. */
@Catch()
class SlowFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  async catch(_exception: unknown, context: ArgumentsHost) {
    await new Promise(resolve => setTimeout(resolve, 2));
    this.host.httpAdapter.reply(context.getArgByIndex(1), { sorry: true }, 503);
  }
}

const ways: readonly [string, (builder: ReturnType<typeof testApp>) => typeof builder, Type][] = [
  [
    'useGlobalFilters()',
    builder => builder.with(app => void app.useGlobalFilters(new TeapotFilter(app.get(HttpAdapterHost)))),
    EdgeModule,
  ],
  ['APP_FILTER', builder => builder, appFilter(Scope.DEFAULT)],
];

describe.each(adapters)('On %s, a catch-all filter given by', adapter => {
  describe.each(ways)('%s', (_way, prepare, module) => {
    let running: RunningTestApp;
    beforeAll(async () => {
      running = await prepare(testApp(module).on(adapter).with(underPrefix)).start();
    });
    beforeEach(() => running.telemetry.clear());
    afterAll(() => running.stop());

    // What no exception of Nest caused never comes to a filter.
    const thrown = edgeCases
      .map(({ on, ...rest }) => ({ ...rest, recorded: { ...rest.recorded, ...on?.[adapter] } }))
      .filter(({ recorded }) => recorded.error !== undefined);

    it.each(thrown)('keeps the true error of $title', async ({ request, recorded }) => {
      const answer = await send(running.client, request);
      expect(answer.status).toBe(418);
      await expectOneRequest(running.telemetry, { ...recorded, status: 418 });
    });
  });

  it('a request scope keeps the true error of a handler', async () => {
    const running = await testApp(appFilter(Scope.REQUEST)).on(adapter).with(underPrefix).start();
    await running.telemetry.clear();
    const answer = await send(running.client, { path: '/api/broken/error' });
    expect(answer.status).toBe(418);
    await expectOneRequest(running.telemetry, {
      route: '/api/broken/error',
      handler: 'BrokenController.error',
      status: 418,
      error: { type: 'OutOfPaperError', message: 'no paper left' },
    });
    await running.stop();
  });

  it('an author who takes time to answer keeps the true error, with its stack', async () => {
    const running = await testApp(EdgeModule)
      .on(adapter)
      .with(underPrefix)
      .with(app => void app.useGlobalFilters(new SlowFilter(app.get(HttpAdapterHost))))
      .start();
    await running.telemetry.clear();
    const answer = await send(running.client, { path: '/api/broken/cause' });
    expect(answer.status).toBe(503);
    const line = await expectOneRequest(running.telemetry, {
      route: '/api/broken/cause',
      handler: 'BrokenController.cause',
      status: 503,
      error: {
        type: 'OutOfPaperError',
        message: 'printing failed',
        cause: {
          type: 'TypeError',
          message: 'tray is undefined',
          stack: expect.stringContaining('BrokenController.cause'),
        },
      },
    });
    expect(line['err']).toMatchObject({ stack: expect.stringContaining(OutOfPaperError.name) });
    await running.stop();
  });
});
