import 'reflect-metadata';
import { Module, type DynamicModule, type INestApplication, type LoggerService } from '@nestjs/common';
import { AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { OrderController } from './order.controller.js';
import { OrderRepository } from './order.repository.js';
import { createOrderService, OrderService } from './order.service.js';
import type { AdapterName, Variant } from './variant.js';

@Module({})
class BenchModule {}

/** The app under measurement, observed by one variant, ready to listen. */
export async function createApp(variant: Variant, adapter: AdapterName): Promise<INestApplication> {
  const root: DynamicModule = {
    module: BenchModule,
    imports: variant.imports(adapter) as DynamicModule[],
    controllers: [OrderController],
    providers: [OrderRepository, { provide: OrderService, useClass: createOrderService(variant.traced) }],
  };
  const app = await NestFactory.create(root, await loadAdapter(adapter), { logger: false });
  variant.configure?.({
    get: token => app.get(token),
    useLogger: logger => app.useLogger(logger as LoggerService),
  });
  return app;
}

async function loadAdapter(name: AdapterName): Promise<AbstractHttpAdapter> {
  if (name === 'express') return new (await import('@nestjs/platform-express')).ExpressAdapter();
  return new (await import('@nestjs/platform-fastify')).FastifyAdapter();
}
