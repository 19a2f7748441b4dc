import { Inject, Injectable } from '@nestjs/common';
import { Audited, RequestContext, Traced } from 'nestjs-observability';
import { anOrder } from '../orders/order-target.js';
import { ORDERS_SETTINGS, type OrdersSettings } from '../orders.settings.js';
import { PaymentDeclinedError } from './payment-declined.error.js';
import { PaymentTimeoutError } from './payment-timeout.error.js';
import { PaymentUnavailableError } from './payment-unavailable.error.js';

/** What is to be paid, in cents. The order id makes a repeated charge the same charge. */
export interface Charge {
  readonly orderId: string;
  readonly amount: number;
  readonly method: string;
}

/** Speaks to the payment service over HTTP. */
@Injectable()
export class PaymentsClient {
  constructor(
    @Inject(ORDERS_SETTINGS) private readonly settings: OrdersSettings,
    private readonly context: RequestContext,
  ) {}

  /**
   * Charges an order and gives the payment's id.
   * @throws {@link PaymentDeclinedError}, {@link PaymentUnavailableError} or {@link PaymentTimeoutError}
   */
  @Traced({
    name: 'process_payment',
    attributes: (charge: Charge) => ({
      'payment.method': charge.method,
      'payment.amount_cents': charge.amount,
    }),
    metrics: true,
  })
  @Audited('payment.charge', {
    crud: 'x',
    atomic: 'attempt-first',
    target: ({ orderId }: Charge) => anOrder(orderId),
    details: ({ amount, method }: Charge) => ({ amountCents: amount, method }),
  })
  async charge(charge: Charge): Promise<string> {
    const response = await this.#post('/payments', charge);
    const body = response.body as { id?: string; reason?: string };
    if (response.status === 402) throw new PaymentDeclinedError(body.reason ?? 'declined');
    if (response.status !== 201 || !body.id) throw unexpected('/payments', response.status);
    return body.id;
  }

  /** Gives the money of an order back; repeating it changes nothing. */
  @Traced({ name: 'refund_payment', metrics: true })
  @Audited('payment.refund', { crud: 'x', atomic: 'attempt-first', target: anOrder })
  async refund(orderId: string): Promise<void> {
    const { status } = await this.#post('/refunds', { orderId });
    if (status !== 201) throw unexpected('/refunds', status);
  }

  async #post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
    const { paymentsUrl, paymentsTimeout } = this.settings;
    const signal = AbortSignal.timeout(paymentsTimeout);
    try {
      const response = await fetch(new URL(path, paymentsUrl), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          // The trace travels by itself; the request id is what a person reads to support.
          ...(this.context.requestId && { 'x-request-id': this.context.requestId }),
        },
        body: JSON.stringify(body),
        signal,
      });
      return { status: response.status, body: await response.json() };
    } catch (error) {
      if (signal.aborted) throw new PaymentTimeoutError(paymentsTimeout, error);
      throw new PaymentUnavailableError(error);
    }
  }
}

function unexpected(path: string, status: number): PaymentUnavailableError {
  return new PaymentUnavailableError(new Error(`POST ${path} answered ${status}`));
}
