import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { PlaceOrder, PricedOrder } from './order.js';
import { OrderService } from './order.service.js';

/** `GET /orders/:id` and `POST /orders`. */
@Controller('orders')
export class OrderController {
  constructor(private readonly orders: OrderService) {}

  @Get(':id')
  find(@Param('id') id: string): Promise<PricedOrder> {
    return this.orders.find(id);
  }

  @Post()
  place(@Body() order: PlaceOrder): Promise<PricedOrder> {
    return this.orders.place(order);
  }
}
