import {
  Controller,
  Get,
  Module,
  Param,
  RequestMethod,
  Version,
  VERSION_NEUTRAL,
  VersioningType,
  type INestApplication,
} from '@nestjs/common';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { headersOf, newCaller } from './support/caller.js';
import { expectOneRequest } from './support/expect-one-request.js';
import { send, type RawRequest } from './support/send.js';

@Controller('cats')
class CatsController {
  @Version('1')
  @Get(':id')
  first(@Param('id') id: string) {
    return { id, version: 1 };
  }

  @Version('2')
  @Get(':id')
  second(@Param('id') id: string) {
    return { id, version: 2 };
  }
}

@Controller({ path: 'plain', version: VERSION_NEUTRAL })
class PlainController {
  @Get()
  index() {
    return 'plain';
  }

  @Get(['one', 'two'])
  several() {
    return 'several';
  }
}

@Module({ controllers: [CatsController, PlainController] })
class CatsModule {}

const byUri = (app: INestApplication) => {
  app.setGlobalPrefix('api', { exclude: [{ path: 'plain', method: RequestMethod.GET }] });
  app.enableVersioning({ type: VersioningType.URI });
};
const byHeader = (app: INestApplication) => {
  app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' });
};

describe.each(adapters)('Routes on %s', adapter => {
  let running: RunningTestApp;
  const start = async (configure: (app: INestApplication) => void) => {
    running = await testApp(CatsModule).on(adapter).with(configure).start();
    await running.telemetry.clear();
  };
  const caller = newCaller();
  const ask = async (request: RawRequest) => {
    const headers = { ...request.headers, ...headersOf(caller) };
    return (await send(running.client, { ...request, headers })).status;
  };
  afterEach(() => running.stop());

  it('are told with prefix and version when the version is in the URI', async () => {
    await start(byUri);
    await ask({ path: '/api/v2/cats/7' });
    await expectOneRequest(running.telemetry, {
      caller,
      route: '/api/v2/cats/:id',
      status: 200,
      handler: 'CatsController.second',
    });
  });

  it('are told without the prefix that they are excluded from', async () => {
    await start(byUri);
    await ask({ path: '/plain' });
    await expectOneRequest(running.telemetry, {
      caller,
      route: '/plain',
      status: 200,
      handler: 'PlainController.index',
    });
  });

  it('share a template but not a handler when the version is in a header', async () => {
    await start(byHeader);
    await ask({ path: '/cats/7', headers: { 'x-version': '2' } });
    await expectOneRequest(running.telemetry, {
      caller,
      route: '/cats/:id',
      status: 200,
      handler: 'CatsController.second',
    });
  });

  it('are unmatched when there is no such version', async () => {
    await start(byHeader);
    expect(await ask({ path: '/cats/7', headers: { 'x-version': '3' } })).toBe(404);
    await expectOneRequest(running.telemetry, {
      caller,
      route: 'unmatched',
      status: 404,
      error: { type: 'NotFoundException', message: 'Cannot GET /cats/7' },
    });
  });

  it('are told apart when one handler has several', async () => {
    await start(byHeader);
    await ask({ path: '/plain/two' });
    await expectOneRequest(running.telemetry, {
      caller,
      route: '/plain/two',
      status: 200,
      handler: 'PlainController.several',
    });
  });

  it('never become labels when nobody serves them, however many are tried', async () => {
    await start(byHeader);
    for (let path = 0; path < 20; path += 1) await ask({ path: `/scan/${path}` });
    const points = (await running.telemetry.metrics()).get('http.server.request.duration');
    expect(points).toHaveLength(1);
    expect(points?.[0]).toMatchObject({ count: 20, attributes: { 'http.route': 'unmatched' } });
    expect(running.telemetry).toHaveLogLine({ path: '/scan/7', status: 404 }, { times: 1 });
  });

  it.each(['PROPFIND', 'PURGE'])('are _OTHER for %s, whose own name stays in the span', async method => {
    await start(byHeader);
    await ask({ method, path: '/plain' });
    const line = await expectOneRequest(running.telemetry, {
      caller,
      method: '_OTHER',
      route: 'unmatched',
      status: 404,
      error: { type: 'NotFoundException', message: `Cannot ${method} /plain` },
    });
    expect(line['method']).toBe(method);
    expect(running.telemetry).toHaveOneServerSpan({
      attributes: { 'http.request.method_original': method },
    });
  });
});
