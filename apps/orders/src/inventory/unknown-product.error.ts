import { BadRequestException } from '@nestjs/common';

/** 400: the tenant sells no such product. */
export class UnknownProductError extends BadRequestException {
  readonly code = 'UNKNOWN_PRODUCT';

  constructor(readonly sku: string) {
    super(`There is no product ${sku}`);
  }
}
