import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import { PAYMENTS_SETTINGS, type PaymentsSettings } from '../payments.settings.js';
import { type DeclineReason, PaymentDeclinedError } from './payment-declined.error.js';

/** In cents. */
const LIMIT = 500_000;

/** Stands for the bank behind the service: the method decides how it answers. */
@Injectable()
export class CardNetwork {
  constructor(@Inject(PAYMENTS_SETTINGS) private readonly settings: PaymentsSettings) {}

  /**
   * Resolves when the charge is allowed.
   * @param signal aborted when the caller has gone; the charge is then not made
   * @throws {@link PaymentDeclinedError} when it is refused, and any other error when the network is down
   */
  @Traced({
    name: 'authorize_card',
    attributes: (method: string, amount: number) => ({
      'payment.method': method,
      'payment.amount_cents': amount,
    }),
  })
  async authorize(method: string, amount: number, signal: AbortSignal): Promise<void> {
    if (method === 'card_error') throw new Error('The card network closed the connection');
    await delay(this.#latency(method), undefined, { signal });
    const refusal = refusalOf(method, amount);
    if (refusal) throw new PaymentDeclinedError(refusal);
  }

  #latency(method: string): number {
    if (method === 'card_slow') return this.settings.slowDelay;
    return method === 'card_stuck' ? this.settings.stuckDelay : 3;
  }
}

function refusalOf(method: string, amount: number): DeclineReason | undefined {
  if (method === 'card_declined') return 'card_declined';
  return amount > LIMIT ? 'limit_exceeded' : undefined;
}
