import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { InjectMetric, makeCounterProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import { register, type Counter, type Histogram } from 'prom-client';
import { createPrometheusModule } from './prometheus.module.js';

@Injectable()
class Shop {
  constructor(
    @InjectMetric('shop_orders_total') readonly orders: Counter,
    @InjectMetric('shop_wait_seconds') readonly wait: Histogram,
  ) {}
}

@Module({
  providers: [
    Shop,
    makeCounterProvider({ name: 'shop_orders_total', help: 'Orders.' }),
    makeHistogramProvider({ name: 'shop_wait_seconds', help: 'Waiting time.' }),
  ],
  exports: [Shop],
})
class ShopModule {}

/** Nothing is left open that the end would wait for. */
const last = { headers: { connection: 'close' } };

async function startApp(): Promise<{ url: string; shop: Shop; close: () => Promise<void> }> {
  @Module({ imports: [createPrometheusModule(), ShopModule] })
  class AppModule {
    constructor(@Inject(Shop) readonly shop: Shop) {}
  }
  const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app = testing.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), shop: testing.get(Shop, { strict: false }), close: () => app.close() };
}

describe('createPrometheusModule', () => {
  afterEach(() => register.clear());

  test('lets services inject the metrics that they declare', async () => {
    const { shop, close } = await startApp();
    shop.orders.inc(2);
    shop.wait.observe(0.1);
    expect(await register.getSingleMetricAsString('shop_orders_total')).toContain('shop_orders_total 2');
    await close();
  });

  test('maps no route', async () => {
    expect(createPrometheusModule().controllers).toEqual([]);
    const { url, close } = await startApp();
    expect((await fetch(`${url}/metrics`, last)).status).toBe(404);
    expect((await fetch(url, last)).status).toBe(404);
    await close();
  });

  test('lets two applications live in one process', async () => {
    const first = await startApp();
    const second = await startApp();
    expect(second.shop.orders).toBe(first.shop.orders);
    await first.close();
    await second.close();
  });

  test('starts no default metrics', async () => {
    const { close } = await startApp();
    expect(register.getSingleMetric('process_cpu_seconds_total')).toBeUndefined();
    await close();
  });
});
