import { NotFoundException } from '@nestjs/common';

/** 404: there is no such order, or it belongs to somebody else - which of the two is not told. */
export class OrderNotFoundError extends NotFoundException {
  readonly code = 'ORDER_NOT_FOUND';

  constructor(readonly orderId: string) {
    super('There is no such order');
  }
}
