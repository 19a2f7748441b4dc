import { ConflictException } from '@nestjs/common';

/** 409: fewer pieces are left than were asked for. */
export class OutOfStockError extends ConflictException {
  readonly code = 'OUT_OF_STOCK';

  constructor(readonly sku: string) {
    super(`${sku} is out of stock`);
  }
}
