import { ConflictException } from '@nestjs/common';
import type { OrderStatus } from './order-status.js';

/** 409: in its present state the order does not allow the change. */
export class OrderStatusConflictError extends ConflictException {
  readonly code = 'ORDER_STATUS_CONFLICT';

  constructor(change: string, status: OrderStatus) {
    super(`An order that is ${status} cannot be ${change}`);
  }
}
