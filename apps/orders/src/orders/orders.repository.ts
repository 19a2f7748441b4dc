import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, type Repository } from 'typeorm';
import type { ReservedLine } from '../inventory/stock-line.js';
import type { CreateOrderDto } from './dto/create-order.dto.js';
import type { ListOrdersDto } from './dto/list-orders.dto.js';
import type { OrderScope } from './order-access.js';
import { OrderNotFoundError } from './order-not-found.error.js';
import type { OrderStatus } from './order-status.js';
import { Order } from './order.entity.js';

/** Reads and writes orders. */
@Injectable()
export class OrdersRepository {
  constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

  /** @throws {@link OrderNotFoundError} when the order is not in the scope */
  async get(id: string, scope: OrderScope): Promise<Order> {
    const order = await this.orders.findOneBy({ id, ...scope });
    if (!order) throw new OrderNotFoundError(id);
    return order;
  }

  /** Newest first, starting after the cursor: pages stay right while orders arrive. */
  list({ status, cursor, limit }: ListOrdersDto, scope: OrderScope): Promise<Order[]> {
    return this.orders.find({
      where: { ...scope, ...(status && { status }), ...(cursor && { id: LessThan(cursor) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Adds an order that waits for its payment. */
  insert(
    manager: EntityManager,
    { id, tenant }: Pick<Order, 'id' | 'tenant'>,
    dto: CreateOrderDto,
    lines: ReservedLine[],
  ): Promise<Order> {
    const { customerId, email, shippingAddress, paymentMethod } = dto;
    return manager.save(
      manager.create(Order, {
        id,
        tenant,
        customerId,
        email,
        shippingAddress,
        paymentMethod,
        status: 'pending',
        totalCents: lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0),
        createdAt: new Date(),
        items: lines.map(line => ({ ...line })),
      }),
    );
  }

  /**
   * Changes an order that is still in the state `from`, and says whether it was; of two requests that
   * want to leave the same state, one wins.
   */
  async transition(
    manager: EntityManager,
    { id, from }: { id: string; from: OrderStatus },
    change: Partial<Pick<Order, 'status' | 'paymentId' | 'cancelReason' | 'shippingAddress'>>,
  ): Promise<boolean> {
    const { affected } = await manager.update(Order, { id, status: from }, change);
    return affected === 1;
  }
}
