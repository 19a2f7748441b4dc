import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrderHistoryController } from '../audit/order-history.controller.js';
import { InventoryModule } from '../inventory/inventory.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { Order } from './order.entity.js';
import { OrdersController } from './orders.controller.js';
import { ordersMetricProviders } from './orders.metrics.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';

/** Orders. */
@Module({
  imports: [TypeOrmModule.forFeature([Order]), InventoryModule, PaymentsModule],
  controllers: [OrdersController, OrderHistoryController],
  providers: [OrdersService, OrdersRepository, ...ordersMetricProviders],
})
export class OrdersModule {}
