import { ownInstruments, runtimeInstruments } from '../../libs/observability/scripts/instrument-rows.ts';
import { DemoProcess } from '../demo/demo-process.js';
import { DATABASES, type OrderDatabase } from '../orders/support/order-database.js';
import { describeUnless } from '../support/describe-unless.js';
import { PrivateRedis, whyNoPrivateRedis } from '../support/redis-for-tests.js';
import { PrometheusServer, prometheusMissing } from '../support/prometheus-server.js';
import { dashboardQueries, ruleExpressions, ruleFiles, seriesOf } from './support/expressions.js';
import { silentInDemo } from './support/silent-in-demo.js';

const everything = [...dashboardQueries(), ...ruleExpressions()];

describe('Every series of a dashboard or rule', () => {
  it('is one that the library makes, or that a rule records', async () => {
    const made = [...(await ownInstruments()), ...(await runtimeInstruments())].map(
      row => row.prometheusName,
    );
    const recorded = ruleExpressions().map(({ where }) => where.split(': ')[1] ?? '');
    const known = new Set([...made, ...recorded, 'up']);
    const unknown = everything.flatMap(({ where, expr }) =>
      seriesOf(expr)
        .filter(name => !known.has(name) && !known.has(name.replace(/_(bucket|count|sum)$/, '')))
        .map(name => `${where} asks for ${name}`),
    );

    expect(unknown).toEqual([]);
  });
});

describeUnless(prometheusMissing())('A Prometheus that scrapes the demo under load', () => {
  let demo: DemoProcess;
  let prometheus: PrometheusServer;
  let database: OrderDatabase | undefined;
  let redis: PrivateRedis | undefined;
  let silent: ReadonlyMap<string, string>;

  beforeAll(async () => {
    // On PostgreSQL and Redis where they are: more of the panels have something to show.
    database = await DATABASES.at(-1)?.[1]();
    redis = whyNoPrivateRedis() === undefined ? await PrivateRedis.start() : undefined;
    const databaseUrl = database?.databaseUrl;
    silent = silentInDemo({ postgres: databaseUrl !== undefined, redis: redis !== undefined });
    demo = await DemoProcess.start([], {
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
      ...(redis && { REDIS_URL: `redis://127.0.0.1:${redis.port}` }),
    });
    await demo.waitFor('start orders');
    await demo.waitFor('start payments');
    const [orders = 0, payments = 0] = demo.portsByName(['orders', 'payments']);
    prometheus = await PrometheusServer.start(
      [
        { job: 'orders', address: `127.0.0.1:${orders}` },
        { job: 'payments', address: `127.0.0.1:${payments}` },
      ],
      ruleFiles().map(({ text }) => text.replace(/^ +interval: .*\n/gm, '')),
    );
    await demo.waitFor('Serving until Ctrl-C');
    // Rules of rules need a moment.
    await prometheus.waitFor('slo:burn_rate:rate1h >= 0', results => results.length > 0);
  }, 180_000);

  afterAll(async () => {
    await prometheus?.stop();
    demo?.kill('SIGTERM');
    await demo?.end();
    await demo?.servicesGone();
    await redis?.kill();
    await database?.remove();
  }, 60_000);

  it('answers every query of every dashboard with data', async () => {
    const empty: string[] = [];
    for (const { where, expr } of dashboardQueries()) {
      const answered = (await prometheus.query(expr)).length > 0;
      if (!answered && !silent.has(where)) empty.push(`${where}: ${expr}`);
    }

    expect(empty).toEqual([]);
  });

  it('takes every expression of every rule, and has the series that it asks for', async () => {
    const empty: string[] = [];
    for (const { where, expr } of ruleExpressions()) {
      await prometheus.query(expr);
      for (const name of seriesOf(expr)) {
        const answered = (await prometheus.query(`last_over_time(${name}[5m])`)).length > 0;
        if (!answered && !silent.has(name)) empty.push(`${where}: ${name}`);
      }
    }

    expect(empty).toEqual([]);
  });

  it('fires no page while the demo does what it should', async () => {
    const pages = await prometheus.query('ALERTS{alertstate="firing",severity="page",slo=""}');

    expect(pages.map(({ metric }) => metric)).toEqual([]);
  });
});
