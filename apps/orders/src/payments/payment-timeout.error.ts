import { GatewayTimeoutException } from '@nestjs/common';

/** 504: the payment service did not answer in time. */
export class PaymentTimeoutError extends GatewayTimeoutException {
  readonly code = 'PAYMENT_TIMEOUT';

  constructor(milliseconds: number, cause: unknown) {
    super(`The payment service did not answer within ${milliseconds} ms`, { cause });
  }
}
