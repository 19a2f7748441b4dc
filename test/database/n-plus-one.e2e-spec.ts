import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectNoNPlusOne } from 'nestjs-observability/testing';
import { setEnvironment } from '../support/environment.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { databaseKinds, shelfDatabase, type ShelfDatabase } from './support/databases.js';
import { shelfModule } from './support/shop.js';

/** The line in the fixture that asks again and again. */
const line =
  readFileSync(join(__dirname, 'support/shop.ts'), 'utf8')
    .split('\n')
    .findIndex(text => text.includes('the line of the N+1')) + 1;
const here = 'test/database/support/shop.ts';

describe.each(databaseKinds)('An N+1 on %s', kind => {
  let database: ShelfDatabase;
  let app: RunningTestApp;
  let restore: () => void;
  const warnings = () => app.telemetry.logs().filter(({ context }) => context === 'Database');

  beforeAll(async () => {
    restore = setEnvironment({});
    database = await shelfDatabase(kind);
    app = await testApp(shelfModule(database.options))
      .on(kind === 'sqlite' ? 'express' : 'fastify')
      .start();
  }, 30_000);

  beforeEach(() => app.telemetry.clear());

  afterAll(async () => {
    await app?.stop();
    restore();
    await database?.drop();
  });

  it('marks the span of the method, with the line that asks', async () => {
    await app.client.get('/shelf/each/7');

    const span = app.telemetry.spans().find(({ name }) => name === 'ShelfService.findEach');
    expect(span?.attributes).toMatchObject({ 'nestjs_observability.n_plus_one.count': 7 });
    expect(span?.events).toEqual([
      {
        name: 'n_plus_one',
        attributes: expect.objectContaining({
          'db.query.summary': 'SELECT shelf_items',
          'nestjs_observability.n_plus_one.count': 7,
          'code.file.path': here,
          'code.line.number': line,
          'code.function.name': 'ShelfService.findEach',
        }),
      },
    ]);
    expect(warnings()).toEqual([
      expect.objectContaining({
        level: 'warn',
        msg: `N+1: SELECT shelf_items ran 7 times, one after the other, from ${here}:${line}`,
        count: 7,
        operation: 'GET /shelf/each/:count',
        trace_id: span?.traceId,
      }),
    ]);
    expect(() => expectNoNPlusOne(app.telemetry)).toThrow(
      `SELECT shelf_items ran 7 times below ShelfService.findEach, from ${here}:${line}`,
    );
    const points = (await app.telemetry.metrics()).get('nestjs_observability.n_plus_one');
    expect(points?.map(({ value }) => value)).toEqual([1]);
  });

  it('has one line a minute, however many requests there are', async () => {
    for (let at = 0; at < 3; at += 1) await app.client.get('/shelf/each/7');

    expect(warnings()).toHaveLength(0);
    expect(app.telemetry.spans().filter(({ events }) => events.length > 0)).toHaveLength(3);
  });

  it('is none when it stays below the threshold, or when all run at once', async () => {
    await app.client.get('/shelf/each/4');
    await app.client.get('/shelf/together/4');
    if (kind !== 'sqlite') await app.client.get('/shelf/together/20');

    expectNoNPlusOne(app.telemetry);
    expect(app.telemetry.spans().flatMap(({ events }) => events)).toEqual([]);
  });
});

describe.each(adapters)('An application on %s that nobody takes spans from', adapter => {
  it('is warned of an N+1 all the same', async () => {
    const restore = setEnvironment({});
    const database = await shelfDatabase('sqlite');
    const lines: string[] = [];
    const app = await testApp(shelfModule(database.options))
      .on(adapter)
      .observedWith({ logging: { destination: { write: (text: string) => lines.push(text) } } })
      .start();
    app.telemetry.stop();

    await app.client.get('/shelf/each/7');

    expect(
      lines
        .join('')
        .split('\n')
        .filter(text => text.includes('N+1')),
    ).toEqual([
      expect.stringContaining(
        `"msg":"N+1: SELECT shelf_items ran 5 times, one after the other, from ${here}:${line}`,
      ),
    ]);
    await app.stop();
    await database.drop();
    restore();
  });
});
