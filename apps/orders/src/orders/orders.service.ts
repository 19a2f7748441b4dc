import { ForbiddenException, Injectable, Logger } from '@nestjs/common';
import { Audited, RequestContext, SpanAttribute, Traced } from 'nestjs-observability';
import { lockedLoader } from 'nestjs-observability/audit';
import type { Principal } from '../auth/principal.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { InventoryService } from '../inventory/inventory.service.js';
import { ConfirmationQueue } from '../notifications/confirmation-queue.js';
import { PaymentsClient } from '../payments/payments.client.js';
import type { CreateOrderDto } from './dto/create-order.dto.js';
import type { ListOrdersDto } from './dto/list-orders.dto.js';
import { mayOrderFor, orderScope } from './order-access.js';
import { OrderStatusConflictError } from './order-status-conflict.error.js';
import { type OrderPage, type OrderView, viewOrder } from './order-view.js';
import { anOrder, refusedOrder } from './order-target.js';
import { Order } from './order.entity.js';
import { OrdersMetrics } from './orders.metrics.js';
import { OrdersRepository } from './orders.repository.js';

/** Stored encrypted in the audit trail, so that it can be erased. */
const PERSONAL = ['shippingAddress'];

/** Places, shows, cancels and changes orders. */
@Injectable()
export class OrdersService {
  readonly #logger = new Logger(OrdersService.name);

  constructor(
    private readonly orders: OrdersRepository,
    private readonly inventory: InventoryService,
    private readonly payments: PaymentsClient,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: OrdersMetrics,
    private readonly context: RequestContext,
    private readonly confirmations: ConfirmationQueue,
  ) {}

  /**
   * Reserves the stock, then charges. The charge runs between two transactions, never inside one: a slow payment
   * service must not hold locks. When it fails, the stock goes back and the order stays as `payment_failed`.
   */
  @Traced({
    name: 'create_order',
    attributes: (_id: string, dto: CreateOrderDto) => ({
      'order.lines': dto.items.length,
      'payment.method': dto.paymentMethod,
    }),
    metrics: true,
  })
  @Audited('order.place', {
    crud: 'c',
    target: anOrder,
    before: lockedLoader(Order),
    only: ['status', 'customerId', 'totalCents', 'paymentMethod', 'shippingAddress'],
    pii: PERSONAL,
  })
  async create(id: string, dto: CreateOrderDto, user: Principal): Promise<OrderView> {
    if (!mayOrderFor(user, dto.customerId))
      throw new ForbiddenException('Customers order only for themselves');
    return this.metrics.countPlacement(async () => {
      const order = await this.#reserve(id, dto, user.tenant);
      this.context.set('order_id', order.id);
      await this.#pay(order);
      this.#logger.log({ total_cents: order.totalCents }, 'Order placed');
      const { customerId, totalCents } = order;
      await this.confirmations.add({ orderId: order.id, customerId, totalCents });
      return viewOrder(order);
    });
  }

  /** One order. */
  @Traced('get_order')
  async get(@SpanAttribute('order.id') id: string, user: Principal): Promise<OrderView> {
    return viewOrder(await this.orders.get(id, orderScope(user)));
  }

  /** A page of orders, newest first. */
  @Traced({ name: 'list_orders', result: (page: OrderPage) => ({ 'orders.returned': page.orders.length }) })
  async list(query: ListOrdersDto, user: Principal): Promise<OrderPage> {
    const found = await this.orders.list({ ...query, limit: query.limit + 1 }, orderScope(user));
    const orders = found.slice(0, query.limit).map(viewOrder);
    return { orders, nextCursor: found.length > query.limit ? orders.at(-1)!.id : null };
  }

  /** Refunds first: a refund can be repeated, so that a cancellation that fails half-way is simply sent again. */
  @Traced('cancel_order')
  @Audited('order.cancel', {
    crud: 'u',
    target: anOrder,
    deniedTarget: refusedOrder,
    before: lockedLoader(Order),
    only: ['status', 'cancelReason'],
    reason: (_id: string, reason: string) => reason,
  })
  async cancel(@SpanAttribute('order.id') id: string, reason: string, user: Principal): Promise<OrderView> {
    const order = await this.orders.get(id, orderScope(user));
    if (order.status !== 'paid') throw new OrderStatusConflictError('cancelled', order.status);
    await this.payments.refund(id);
    await this.unitOfWork.run(async manager => {
      const change = { status: 'cancelled', cancelReason: reason } as const;
      const won = await this.orders.transition(manager, { id, from: 'paid' }, change);
      if (!won) throw new OrderStatusConflictError('cancelled', 'cancelled');
      await this.inventory.restore(manager, order.tenant, order.items);
    });
    this.metrics.cancelled.inc();
    this.#logger.log({ reason }, 'Order cancelled');
    return viewOrder({ ...order, status: 'cancelled', cancelReason: reason });
  }

  /** Sends a paid order somewhere else. */
  @Traced('change_shipping_address')
  @Audited('order.change_address', {
    crud: 'u',
    target: anOrder,
    deniedTarget: refusedOrder,
    before: lockedLoader(Order),
    only: ['shippingAddress'],
    pii: PERSONAL,
  })
  async changeAddress(
    @SpanAttribute('order.id') id: string,
    shippingAddress: string,
    user: Principal,
  ): Promise<OrderView> {
    const order = await this.orders.get(id, orderScope(user));
    const changed = await this.unitOfWork.run(manager =>
      this.orders.transition(manager, { id, from: 'paid' }, { shippingAddress }),
    );
    if (!changed) throw new OrderStatusConflictError('sent elsewhere', order.status);
    return viewOrder({ ...order, shippingAddress });
  }

  #reserve(id: string, dto: CreateOrderDto, tenant: string): Promise<Order> {
    return this.unitOfWork.run(async manager => {
      const lines = await this.inventory.reserve(manager, tenant, dto.items);
      return this.orders.insert(manager, { id, tenant }, dto, lines);
    });
  }

  async #pay(order: Order): Promise<void> {
    try {
      const charge = { orderId: order.id, amount: order.totalCents, method: order.paymentMethod };
      Object.assign(order, { paymentId: await this.payments.charge(charge), status: 'paid' });
    } catch (error) {
      await this.#giveBack(order);
      throw error;
    }
    const { id, status, paymentId } = order;
    await this.unitOfWork.run(manager =>
      this.orders.transition(manager, { id, from: 'pending' }, { status, paymentId }),
    );
  }

  #giveBack(order: Order): Promise<void> {
    return this.unitOfWork.run(async manager => {
      await this.orders.transition(manager, { id: order.id, from: 'pending' }, { status: 'payment_failed' });
      await this.inventory.restore(manager, order.tenant, order.items);
    });
  }
}
