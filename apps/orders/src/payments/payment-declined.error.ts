import { HttpException, HttpStatus } from '@nestjs/common';

/** 402: the payment service refused the charge. */
export class PaymentDeclinedError extends HttpException {
  readonly code = 'PAYMENT_DECLINED';

  constructor(readonly reason: string) {
    super(
      { statusCode: HttpStatus.PAYMENT_REQUIRED, message: 'Payment declined', reason },
      HttpStatus.PAYMENT_REQUIRED,
    );
  }
}
