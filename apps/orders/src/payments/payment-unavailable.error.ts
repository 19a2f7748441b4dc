import { BadGatewayException } from '@nestjs/common';

/** 502: the payment service cannot be reached, or failed. */
export class PaymentUnavailableError extends BadGatewayException {
  readonly code = 'PAYMENT_UNAVAILABLE';

  constructor(cause: unknown) {
    super('The payment service is not available', { cause });
  }
}
