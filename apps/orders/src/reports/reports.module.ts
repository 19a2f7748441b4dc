import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrderItem } from '../orders/order-item.entity.js';
import { Order } from '../orders/order.entity.js';
import { LineReportController } from './line-report.controller.js';
import { LineReportService } from './line-report.service.js';

/** Reports. */
@Module({
  imports: [TypeOrmModule.forFeature([Order, OrderItem])],
  controllers: [LineReportController],
  providers: [LineReportService],
})
export class ReportsModule {}
