import { Controller, Get, Injectable, Logger, Module, Param, Query } from '@nestjs/common';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import { SpanAttribute, Traced, type ObservabilityOptions } from 'nestjs-observability';
import { Counter, register } from 'prom-client';
import { testApp, type Adapter, type RunningTestApp } from './test-app.js';

@Injectable()
export class ShopService {
  private readonly logger = new Logger('Shop');

  constructor(@InjectMetric('shop_views_total') private readonly views: Counter) {}

  @Traced({ metrics: true })
  async find(@SpanAttribute('order.id') id: string): Promise<{ id: string }> {
    this.views.inc({ kind: 'order' });
    this.logger.log(`looked up ${id}`);
    return { id };
  }

  @Traced()
  async fail(reason: string): Promise<never> {
    throw new TypeError(reason);
  }
}

@Controller('orders')
class ShopController {
  constructor(private readonly shop: ShopService) {}

  @Get(':id')
  find(@Param('id') id: string) {
    return this.shop.find(id);
  }

  @Get(':id/failure')
  fail(@Query('reason') reason = 'out of paper') {
    return this.shop.fail(reason);
  }
}

/** A small shop with a traced service, log lines of its own and a prom-client counter. */
@Module({
  controllers: [ShopController],
  providers: [
    ShopService,
    makeCounterProvider({ name: 'shop_views_total', help: 'Orders looked at', labelNames: ['kind'] }),
  ],
})
export class ShopModule {}

/** Starts the shop; what the test client fetches is not traced. */
export async function startShop(
  options: ObservabilityOptions = {},
  adapter: Adapter = 'express',
): Promise<RunningTestApp> {
  register.clear();
  const tracing = typeof options.tracing === 'object' ? options.tracing : {};
  return testApp(ShopModule)
    .on(adapter)
    .observedWith({
      ...options,
      ...(options.tracing !== false && { tracing: { outgoingHttp: false, ...tracing } }),
    })
    .start();
}
