import { Controller, Get, Injectable, Logger, Module } from '@nestjs/common';
import { ManagementListener, Traced, type ObservabilityOptions } from 'nestjs-observability';
import { testApp, type Adapter } from '../../support/test-app.js';
import { askManagement, type ManagementCall } from './management-client.js';

@Injectable()
class OrdersService {
  private readonly logger = new Logger('OrdersService');

  @Traced()
  find(): string {
    this.logger.debug('looked up');
    return 'found';
  }
}

@Controller('orders')
class OrdersController {
  private readonly logger = new Logger('OrdersController');

  constructor(private readonly orders: OrdersService) {}

  @Get()
  find(): string {
    this.logger.debug('asked');
    return this.orders.find();
  }
}

@Module({ controllers: [OrdersController], providers: [OrdersService] })
export class OrdersModule {}

export const token = 'a-token-of-an-operator-4711';

export async function startManaged(
  adapter: Adapter,
  management: ObservabilityOptions['management'],
  more: ObservabilityOptions = {},
) {
  const running = await testApp(OrdersModule)
    .on(adapter)
    .observedWith({ ...(management !== undefined && { management }), ...more })
    .start();
  const url = running.app.get(ManagementListener).url ?? '';
  return {
    ...running,
    ask: (path: string, call?: ManagementCall) => askManagement(`${url}${path}`, call),
    url,
  };
}
