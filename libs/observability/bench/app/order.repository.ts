import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Order } from './order.js';

/** Ids `1` to this number exist. */
export const SEEDED_ORDERS = 1_000;

/** Orders in memory. Each call waits one real turn of the event loop, as a database driver would. */
@Injectable()
export class OrderRepository {
  private readonly orders = new Map<string, Order>();

  constructor() {
    for (let id = 1; id <= SEEDED_ORDERS; id++) this.orders.set(String(id), seededOrder(String(id)));
  }

  async findById(id: string): Promise<Order | undefined> {
    await setImmediate();
    return this.orders.get(id);
  }

  /** Overwrites one slot, so that a long run does not grow the heap. */
  async save(order: Order): Promise<void> {
    await setImmediate();
    this.orders.set('last', order);
  }
}

function seededOrder(id: string): Order {
  return {
    id,
    customerId: `customer-${id}`,
    status: 'placed',
    items: [
      { sku: 'KEYBOARD-TKL-BROWN', quantity: 1, unitPrice: 8_900 },
      { sku: 'CABLE-USB-C-2M', quantity: 2, unitPrice: 1_250 },
      { sku: 'WRIST-REST-WALNUT', quantity: 1, unitPrice: 2_400 },
    ],
    shippingAddress: '12 Harbour Street, second floor, 20457 Hamburg, Germany',
  };
}
