import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { setTimeout as delay } from 'node:timers/promises';
import { PrivatePostgres, whyNoPrivatePostgres } from '../support/private-postgres.js';
import { probe, probeUntil } from '../support/probe.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { watchQueries, type QueryWatch } from '../support/query-watch.js';

const TIMEOUT = 1_000;
const CACHE = 1_000;
const missing = whyNoPrivatePostgres();

(missing ? describe.skip : describe).each(adapters)(
  `readiness on %s with a real PostgreSQL${missing ? ` (skipped: ${missing})` : ''}`,
  adapter => {
    let postgres: PrivatePostgres;
    let watch: QueryWatch;
    let running: RunningTestApp;
    let ready: string;
    let live: string;

    beforeAll(async () => {
      postgres = await PrivatePostgres.start();
    });

    afterAll(() => postgres.destroy());

    beforeEach(async () => {
      watch = watchQueries();
      const imports = [
        TypeOrmModule.forRoot({ type: 'postgres', url: postgres.url, subscribers: [watch.subscriber] }),
        TypeOrmModule.forRoot({ name: 'reports', type: 'better-sqlite3', database: ':memory:' }),
      ];
      @Module({ imports })
      class StoredModule {}
      running = await testApp(StoredModule)
        .on(adapter)
        .observedWith({ health: { timeout: TIMEOUT, cacheFor: CACHE } })
        .start();
      ready = `${running.url}/ready`;
      live = `${running.url}/healthz`;
    });

    afterEach(() => running.stop());

    it('finds every data source by itself and reports each under its name', async () => {
      const { status, body, headers } = await probe(ready);

      expect(status).toBe(200);
      expect(body).toEqual({
        status: 'ok',
        checks: { event_loop: 'up', database: 'up', database_reports: 'up' },
      });
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-type')).toMatch('application/json');
    });

    it('asks the database at most once a second however many probes arrive', async () => {
      for (let wave = 0; wave < 2; wave++) {
        // A moment of silence, so that many probes wait for the same ping.
        await postgres.pause();
        const answers = Promise.all(Array.from({ length: 500 }, () => probe(ready)));
        await delay(300);
        await postgres.resume();
        expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([200]));
        await delay(CACHE);
      }

      expect(watch.mostPending).toBe(1);
      expect(watch.sentAt.length).toBeGreaterThanOrEqual(2);
      const gaps = watch.sentAt.slice(1).map((at, index) => at - watch.sentAt[index]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(CACHE);
    });

    it('is unready while the database is stopped, ready again afterwards, and alive throughout', async () => {
      await probeUntil(ready, 200);

      await postgres.down();
      const stopped = await probeUntil(ready, 503, CACHE + TIMEOUT + 500);
      const alive = await probe(live);
      await postgres.up();
      const restarted = await probeUntil(ready, 200, CACHE + TIMEOUT + 500);

      expect(stopped.body).toEqual({
        status: 'error',
        checks: { event_loop: 'up', database: 'down', database_reports: 'up' },
      });
      expect(stopped.text).not.toMatch(/hunter2secret|postgres|127\.0\.0\.1|ECONN|terminat/i);
      expect(alive.status).toBe(200);
      expect(alive.text).toBe('{"status":"ok"}');
      expect(restarted.body.checks).toMatchObject({ database: 'up' });
    });

    it('answers within the deadline while the database hangs, with one ping pending at most', async () => {
      await probeUntil(ready, 200);
      await delay(CACHE);

      await postgres.pause();
      const answers = [];
      let alive;
      try {
        alive = await probe(live);
        for (const end = performance.now() + 4_000; performance.now() < end;) {
          answers.push(...(await Promise.all([probe(ready), probe(ready), probe(ready)])));
          await delay(100);
        }
      } finally {
        await postgres.resume();
      }

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      expect(alive.status).toBe(200);
      expect(Math.max(...answers.map(({ took }) => took))).toBeLessThan(TIMEOUT + 400);
      expect(watch.mostPending).toBe(1);
      await probeUntil(ready, 200, CACHE + TIMEOUT + 500);
    });

    it('does not wait for a connection that will never answer when a new one does', async () => {
      await probeUntil(ready, 200);
      await delay(CACHE);

      await postgres.pauseConnections();
      try {
        expect((await probe(ready)).body.checks).toMatchObject({ database: 'down' });
        await probeUntil(ready, 200, CACHE + TIMEOUT + 500);
      } finally {
        await postgres.resume();
      }
      expect(watch.mostPending).toBe(1);
    });
  },
);
