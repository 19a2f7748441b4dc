import { Injectable, NotFoundException, type Type } from '@nestjs/common';
import type { Order, PlaceOrder, PricedOrder } from './order.js';
import { OrderRepository } from './order.repository.js';
import type { Variant } from './variant.js';

/** The service as its controller sees it; each public request runs three observed methods. */
export abstract class OrderService {
  abstract find(id: string): Promise<PricedOrder>;
  abstract place(order: PlaceOrder): Promise<PricedOrder>;
}

/** Makes the service class with the variant's decorator on its methods: the same source for every variant. */
export function createOrderService(traced: Variant['traced']): Type<OrderService> {
  @Injectable()
  class TracedOrderService extends OrderService {
    constructor(private readonly orders: OrderRepository) {
      super();
    }

    @traced()
    async find(id: string): Promise<PricedOrder> {
      return this.price(await this.load(id));
    }

    @traced()
    async load(id: string): Promise<Order> {
      const order = await this.orders.findById(id);
      if (!order) throw new NotFoundException(`No order ${id}`);
      return order;
    }

    @traced()
    price(order: Order): PricedOrder {
      const total = order.items.reduce((sum, item) => sum + item.quantity * item.unitPrice, 0);
      return { ...order, total, currency: 'EUR' };
    }

    @traced()
    async place({ customerId, items, shippingAddress }: PlaceOrder): Promise<PricedOrder> {
      return this.price(
        await this.store({ id: 'last', status: 'placed', customerId, items, shippingAddress }),
      );
    }

    @traced()
    async store(order: Order): Promise<Order> {
      await this.orders.save(order);
      return order;
    }
  }
  return TracedOrderService;
}
