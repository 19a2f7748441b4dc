import { Module, type CanActivate, type OnModuleDestroy } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { setTimeout as delay } from 'node:timers/promises';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { probe } from '../support/probe.js';

class NobodyGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Module({
  imports: [TypeOrmModule.forRoot({ type: 'better-sqlite3', database: ':memory:' })],
  providers: [{ provide: APP_GUARD, useClass: NobodyGuard }],
})
class GuardedModule implements OnModuleDestroy {
  async onModuleDestroy(): Promise<void> {
    await delay(500);
  }
}

const failing = {
  name: 'payments',
  check: () => Promise.reject(new Error('cannot reach https://shop:hunter2secret@pay.internal')),
};

describe.each(adapters)('health through ObservabilityModule on %s', adapter => {
  let running: RunningTestApp;

  const start = async (details: boolean, indicators = [failing]) => {
    running = await testApp(GuardedModule)
      .on(adapter)
      .observedWith({ health: { indicators, details } })
      .with(app => void app.setGlobalPrefix('api'))
      .start();
    return running.url;
  };

  afterEach(() => running.stop());

  it('is served outside of prefix and guards, and needs no code for the data source', async () => {
    const url = await start(false, []);

    expect((await probe(`${url}/healthz`)).body).toEqual({ status: 'ok' });
    const ready = await probe(`${url}/ready`);
    expect(ready.status).toBe(200);
    expect(ready.body).toEqual({ status: 'ok', checks: { event_loop: 'up', database: 'up' } });
  });

  it('answers HEAD with the status and headers of GET', async () => {
    const url = await start(false);
    const head = await fetch(`${url}/ready`, { method: 'HEAD', headers: { connection: 'close' } });

    expect(head.status).toBe(503);
    expect(head.headers.get('cache-control')).toBe('no-store');
    expect(await head.text()).toBe('');
  });

  it.each([
    [false, /message|internal|hunter2secret/],
    [true, /hunter2secret/],
  ])('says nothing that must not be known (details: %s)', async (details, secret) => {
    const url = await start(details);

    const { status, text } = await probe(`${url}/ready`);

    expect(status).toBe(503);
    expect(text).toContain('"payments":"down"');
    expect(text.includes('cannot reach')).toBe(details);
    expect(text).not.toMatch(secret);
  });

  it('turns unready with the first moment of the shutdown and stays alive until its end', async () => {
    const url = await start(false, []);
    expect((await probe(`${url}/ready`)).status).toBe(200);

    const stopping = running.stop();
    const answers = [await probe(`${url}/ready`), await probe(`${url}/healthz`)];
    await stopping;

    expect(answers.map(({ status }) => status)).toEqual([503, 200]);
  });
});
