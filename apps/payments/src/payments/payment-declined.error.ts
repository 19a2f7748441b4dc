import { HttpException, HttpStatus } from '@nestjs/common';

/** Why a charge is refused. */
export type DeclineReason = 'card_declined' | 'limit_exceeded';

/** 402: the card or the amount is not accepted. */
export class PaymentDeclinedError extends HttpException {
  readonly code = 'PAYMENT_DECLINED';

  constructor(readonly reason: DeclineReason) {
    super(
      { statusCode: HttpStatus.PAYMENT_REQUIRED, message: 'Payment declined', reason },
      HttpStatus.PAYMENT_REQUIRED,
    );
  }
}
