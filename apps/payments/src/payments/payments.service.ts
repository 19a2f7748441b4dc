import { randomUUID } from 'node:crypto';
import { Injectable, Logger, NotFoundException } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { SpanAttribute, Traced } from 'nestjs-observability';
import type { Counter } from 'prom-client';
import { CardNetwork } from './card-network.js';
import type { ChargeDto } from './charge.dto.js';
import { PaymentDeclinedError } from './payment-declined.error.js';
import { PaymentLedger } from './payment-ledger.js';
import type { Payment } from './payment.js';
import { PAYMENTS_TOTAL } from './payments.metrics.js';

/** Takes money for orders and gives it back; whoever repeats a request gets the first answer again. */
@Injectable()
export class PaymentsService {
  readonly #logger = new Logger(PaymentsService.name);

  constructor(
    private readonly ledger: PaymentLedger,
    private readonly network: CardNetwork,
    @InjectMetric(PAYMENTS_TOTAL) private readonly payments: Counter<'result'>,
  ) {}

  /** Charges an order, or returns the payment that it already has. */
  @Traced('charge_payment')
  async charge({ orderId, amount, method }: ChargeDto, signal: AbortSignal): Promise<Payment> {
    const earlier = this.ledger.find(orderId);
    if (earlier) return earlier;
    try {
      await this.network.authorize(method, amount, signal);
    } catch (error) {
      this.payments.inc({ result: error instanceof PaymentDeclinedError ? 'declined' : 'failed' });
      throw error;
    }
    this.payments.inc({ result: 'approved' });
    this.#logger.log({ order_id: orderId, amount_cents: amount }, 'Payment approved');
    return this.ledger.save({ id: randomUUID(), orderId, amount, method, status: 'approved' });
  }

  /**
   * Gives the money of an order back.
   * @throws NotFoundException when nothing was paid
   */
  @Traced('refund')
  refund(@SpanAttribute('order.id') orderId: string): Payment {
    const payment = this.ledger.find(orderId);
    if (!payment) throw new NotFoundException('Nothing was paid for this order');
    if (payment.status === 'refunded') return payment;
    this.payments.inc({ result: 'refunded' });
    return this.ledger.save({ ...payment, status: 'refunded' });
  }
}
