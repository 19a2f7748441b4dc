import type { StockLine } from '../inventory/stock-line.js';
import type { OrderStatus } from './order-status.js';
import type { Order } from './order.entity.js';

/** An order as clients see it; amounts in cents. */
export interface OrderView {
  readonly id: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly items: readonly (StockLine & { readonly unitPriceCents: number })[];
  readonly totalCents: number;
  readonly paymentMethod: string;
  readonly email: string;
  readonly shippingAddress: string;
  readonly cancelReason: string | null;
  readonly createdAt: string;
}

/** One page of orders, newest first; `nextCursor` is null on the last one. */
export interface OrderPage {
  readonly orders: readonly OrderView[];
  readonly nextCursor: string | null;
}

/** Shows an order without what only the service needs. */
export function viewOrder(order: Order): OrderView {
  return {
    id: order.id,
    customerId: order.customerId,
    status: order.status,
    items: order.items.map(({ sku, quantity, unitPriceCents }) => ({ sku, quantity, unitPriceCents })),
    totalCents: order.totalCents,
    paymentMethod: order.paymentMethod,
    email: order.email,
    shippingAddress: order.shippingAddress,
    cancelReason: order.cancelReason,
    createdAt: order.createdAt.toISOString(),
  };
}
