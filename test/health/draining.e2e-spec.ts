import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ADAPTERS, startHealthApp } from '../support/health-app.js';
import { probe } from '../support/probe.js';

/** Takes its time until the specs have seen enough. */
@Injectable()
class SlowToLeave implements OnModuleDestroy {
  leave: () => void = () => undefined;
  private readonly left = new Promise<void>(resolve => (this.leave = resolve));

  async onModuleDestroy(): Promise<void> {
    await this.left;
  }
}

describe.each(ADAPTERS)('draining on %s', adapter => {
  it.each([{}, { return503OnClosing: true }])(
    'starts with app.close(), before a slow hook, and liveness lasts as long as the listener (%j)',
    async nest => {
      const { app, url } = await startHealthApp({ adapter, nest, providers: [SlowToLeave] });
      expect((await probe(`${url}/ready`)).status).toBe(200);

      let closed = false;
      const closing = app.close().finally(() => (closed = true));
      const answers = [];
      for (let count = 0; count < 8; count += 1, await delay(50)) {
        answers.push([(await probe(`${url}/ready`)).status, (await probe(`${url}/healthz`)).status]);
      }
      expect(closed).toBe(false);
      app.get(SlowToLeave).leave();
      await closing;

      expect(new Set(answers.map(String))).toEqual(new Set(['503,200']));
      await expect(probe(`${url}/healthz`)).rejects.toThrow('fetch failed');
    },
  );

  it('says so, and asks no dependency any more', async () => {
    let asked = 0;
    const counting = { name: 'counting', check: () => void asked++ };
    const health = { indicators: [counting], cacheFor: 0 };
    const { app, url } = await startHealthApp({ adapter, health, providers: [SlowToLeave] });
    await probe(`${url}/ready`);

    const closing = app.close();
    const { body } = await probe(`${url}/ready`);
    app.get(SlowToLeave).leave();
    await closing;

    expect(body).toEqual({ status: 'error', draining: true, checks: { event_loop: 'up', counting: 'up' } });
    expect(asked).toBe(1);
  });

  it('starts with SIGTERM in a real process, which still ends by that signal', async () => {
    const child = fork(join(__dirname, 'fixtures', 'draining-app.mjs'), [adapter], { execArgv: [] });
    const exited = once(child, 'exit');
    const [url] = (await once(child, 'message')) as [string];
    expect((await probe(`${url}/ready`)).status).toBe(200);

    child.kill('SIGTERM');
    await once(child, 'message');
    const answers = [];
    for (const end = performance.now() + 700; performance.now() < end; await delay(50)) {
      answers.push([(await probe(`${url}/ready`)).status, (await probe(`${url}/healthz`)).status]);
    }

    expect(new Set(answers.map(String))).toEqual(new Set(['503,200']));
    expect(await exited).toEqual([null, 'SIGTERM']);
  });

  it('does nothing to a signal that no one listens to', async () => {
    const before = process.listenerCount('SIGTERM');
    const { app } = await startHealthApp({ adapter });

    expect(process.listenerCount('SIGTERM')).toBe(before);
    await app.close();
  });

  it('keeps the beforeClose that the adapter had', async () => {
    const { app } = await startHealthApp({ adapter });
    const httpAdapter = app.getHttpAdapter() as unknown as { isShuttingDown: boolean };
    expect(httpAdapter.isShuttingDown).toBe(false);

    const closing = app.close();
    await Promise.resolve();
    expect(httpAdapter.isShuttingDown).toBe(true);
    await closing;
  });
});
