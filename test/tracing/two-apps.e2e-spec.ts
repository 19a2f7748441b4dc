import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { testApp, type RunningTestApp } from '../support/test-app.js';

@Injectable()
class Shared {
  @Traced()
  async work(): Promise<string> {
    await new Promise(resolve => setTimeout(resolve, 1));
    return 'done';
  }
}

/** No application owns its instances. */
class Outside {
  @Traced()
  async price(): Promise<number> {
    return 7;
  }
}

@Controller()
class SharedController {
  constructor(private readonly shared: Shared) {}

  @Traced()
  @Get('work')
  work() {
    return this.shared.work();
  }

  @Get('outside')
  outside() {
    return new Outside().price();
  }
}

@Module({ controllers: [SharedController], providers: [Shared] })
class SharedModule {}

const oneRequest = 'GET /work [server] 200\n  SharedController.work\n    Shared.work';

describe('two applications in one process', () => {
  let first: RunningTestApp;
  let second: RunningTestApp;
  beforeEach(async () => {
    first = await testApp(SharedModule).on('express').start();
    second = await testApp(SharedModule).on('fastify').start();
  });
  afterEach(async () => {
    await first.stop();
    await second.stop();
  });

  it('record each request once, in the application that served it', async () => {
    await first.client.get('/work');
    expect(first.telemetry.tree()).toBe(oneRequest);
    expect(second.telemetry.spans()).toEqual([]);

    await second.client.get('/work');
    expect(first.telemetry.tree()).toBe(oneRequest);
    expect(second.telemetry.tree()).toBe(oneRequest);
  });

  it('do not mix while their requests overlap', async () => {
    const times = Array.from({ length: 50 });
    await Promise.all(times.flatMap(() => [first.client.get('/work'), second.client.get('/work')]));
    for (const { telemetry } of [first, second]) {
      expect(telemetry).toHaveSpan('GET /work', { times: 50 });
      expect(telemetry).toHaveSpan('Shared.work', { parent: 'SharedController.work', times: 50 });
    }
  });

  it('record what runs in a request there, whoever made the instance', async () => {
    await first.client.get('/outside');
    await second.client.get('/outside');
    const tree = 'GET /outside [server] 200\n  Outside.price';
    expect([first.telemetry.tree(), second.telemetry.tree()]).toEqual([tree, tree]);
  });

  it('own the calls on their own providers outside of requests', async () => {
    await first.app.get(Shared).work();
    expect([first.telemetry.tree(), second.telemetry.tree()]).toEqual(['Shared.work', '']);
    await second.app.get(Shared).work();
    expect([first.telemetry.tree(), second.telemetry.tree()]).toEqual(['Shared.work', 'Shared.work']);
  });

  it('leave the other one recording when one closes, and nobody when both are closed', async () => {
    await second.stop();
    await first.client.get('/work');
    expect(first.telemetry.tree()).toBe(oneRequest);

    await first.stop();
    expect(await new Shared().work()).toBe('done');
    expect([first.telemetry.tree(), second.telemetry.tree()]).toEqual([oneRequest, '']);
  });
});
